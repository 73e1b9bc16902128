import type { ComponentChildren } from 'preact';
import type { PatientViews, ViewPictures } from '../../patient-views';
import type { Box } from '../../truth-boxes';
import { viewName } from '../../view-names';
import { count } from '../format';

/** A patient's eight views with the heat map over them, which a switch takes away, and what there is to say. */
export function PatientCard(props: {
  id: string;
  title: string;
  /** Of the heading. */
  level?: 3 | 4;
  patient: PatientViews;
  /** `data:` addresses by path. */
  images: ReadonlyMap<string, string>;
  children: ComponentChildren;
}) {
  const { id, title, level = 3, patient, images, children } = props;
  const Heading = `h${level}` as const;
  const hasHeat = patient.views.some(({ heat }) => heat !== null);
  return (
    <article class="patient" id={id} aria-labelledby={`${id}-title`}>
      <Heading id={`${id}-title`}>{title}</Heading>
      {children}
      {hasHeat ? (
        <label class="toggle">
          <input type="checkbox" checked />
          <span>
            Show the heat map<span class="hidden">{` of patient ${patient.index}`}</span>
          </span>
        </label>
      ) : (
        <p class="note">No heat map: nothing in the views speaks for an aneurysm.</p>
      )}
      <div class="views">
        {patient.views.map((view) => (
          <View key={view.view} view={view} images={images} />
        ))}
      </div>
    </article>
  );
}

function View({ view: pictures, images }: { view: ViewPictures; images: ReadonlyMap<string, string> }) {
  const { view, grey, heat, boxes, peak } = pictures;
  return (
    <figure>
      <div class="stack">
        <img src={images.get(grey)} alt={describe(pictures)} width={256} height={256} />
        {heat !== null && <img class="heat" src={images.get(heat)} alt="" width={256} height={256} />}
        {((boxes !== null && boxes.length > 0) || peak !== null) && (
          <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
            {boxes?.flatMap((box) =>
              ['under', 'box'].map((kind) => <Frame key={`${kind}${box.x} ${box.y}`} box={box} kind={kind} />),
            )}
            {peak !== null && ['under', 'peak'].map((kind) => <Cross key={kind} at={peak} kind={kind} />)}
          </svg>
        )}
      </div>
      <figcaption>
        <strong>{view}</strong> {viewName(view)}
      </figcaption>
    </figure>
  );
}

/** What is to be seen, and where. */
function describe({ view, heat, boxes, peak }: ViewPictures): string {
  const parts = [`View ${view}, ${viewName(view)}`];
  if (boxes !== null) {
    parts.push(
      boxes.length === 0
        ? 'no aneurysm to be seen'
        : `${count(boxes.length, 'aneurysm')} framed, ${boxes.map((box) => place(box.x + box.width / 2, box.y + box.height / 2)).join(' and ')}`,
    );
  }
  if (heat !== null) parts.push(peak ? `the heat map’s highest point ${place(peak.x, peak.y)}` : 'with heat map');
  return parts.join('; ');
}

/** In words: "upper left", "middle". */
function place(x: number, y: number): string {
  const third = (value: number) => Math.min(2, Math.floor(3 * value));
  const words = new Set([['upper', 'middle', 'lower'][third(y)]!, ['left', 'middle', 'right'][third(x)]!]);
  return [...words].join(' ');
}

/** Around the box, not on it: some air. */
const AIR = 0.8;

function Frame({ box, kind }: { box: Box; kind: string }) {
  const { x, y, width, height } = box;
  return (
    <rect
      class={`mark ${kind}`}
      x={round(100 * x - AIR)}
      y={round(100 * y - AIR)}
      width={round(100 * width + 2 * AIR)}
      height={round(100 * height + 2 * AIR)}
    />
  );
}

/** Open in the middle, so that what it points at is seen. */
function Cross({ at, kind }: { at: { x: number; y: number }; kind: string }) {
  const [x, y] = [100 * at.x, 100 * at.y];
  const lines = [`M${round(x - 5)} ${round(y)}h3.2m3.6 0h3.2`, `M${round(x)} ${round(y - 5)}v3.2m0 3.6v3.2`];
  return <path class={`mark ${kind}`} d={lines.join('')} />;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
