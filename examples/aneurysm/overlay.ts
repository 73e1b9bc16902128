import { VIEWS, type View } from '@kium/angio-io';
import type { HeatMap } from '@kium/efficientnet';
import sharp, { type OverlayOptions } from 'sharp';
import { HEAT_STOPS, heatColour, mix } from './heat-colours';
import { peaksOf } from './peaks';
import type { ViewBoxes } from './truth-boxes';
import { ANGLES, INJECTIONS, viewName } from './view-names';

/** What a picture of one patient is made of. */
export interface Overlay {
  /** Two lines above the pictures. */
  title: string;
  subtitle: string;
  /** Grey values from 0 to 1, [h, w, views]. */
  volume: ArrayLike<number>;
  /** Where the model looks, [h, w, views]. */
  heat: HeatMap;
  /** Where the aneurysms are, if that is known. */
  boxes?: ViewBoxes;
}

/** All in pixels of the picture. */
const CELL = 320;
const GAP = 8;
const HEADER = 76;
const CAPTION = 26;

const WIDTH = INJECTIONS.length * (CELL + GAP) + GAP;
const HEIGHT = HEADER + ANGLES.length * (CELL + CAPTION + GAP);

/**
 * Draws the eight views of a patient in grey with the heat map over them, as PNG: one scale for all views, a cross at the
 * highest point of all, a frame around what is true.
 */
export async function drawOverlay(overlay: Overlay): Promise<Buffer> {
  const { heat, boxes } = overlay;
  const peaks = peaksOf(heat);
  const top = peaks.reduce((best, peak) => (peak.value > best.value ? peak : best));
  const layers: OverlayOptions[] = [];
  const marks: string[] = [header(overlay, top.value)];
  for (const [row, angle] of ANGLES.entries()) {
    for (const [column, injection] of INJECTIONS.entries()) {
      const name: View = `${injection}-${angle}`;
      const view = VIEWS.indexOf(name);
      const left = GAP + column * (CELL + GAP);
      const y = HEADER + row * (CELL + CAPTION + GAP) + CAPTION;
      layers.push({ input: await drawView(overlay, view, top.value), left, top: y });
      const caption = `${name}  ${viewName(name)}`;
      marks.push(text(left + 2, y - 8, caption, 15, '#dddddd'));
      marks.push(...(boxes?.[view] ?? []).map((box) => frame(box, left, y)));
      if (view === top.view && top.value > 0) marks.push(cross(left + top.x * CELL, y + top.y * CELL));
    }
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${marks.join('')}</svg>`;
  return await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#16181c' } })
    .composite([...layers, { input: Buffer.from(svg), left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

/** One view with its heat map, CELL × CELL, as PNG. */
async function drawView({ volume, heat }: Overlay, view: number, highest: number): Promise<Buffer> {
  const [height, width, views] = heat.shape as [number, number, number];
  const colours = new Uint8Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const grey = 255 * volume[pixel * views + view]!;
    const share = highest > 0 ? heat.data[pixel * views + view]! / highest : 0;
    const { rgb, cover } = heatColour(share);
    colours.set(
      rgb.map((colour) => mix(grey, colour, cover)),
      3 * pixel,
    );
  }
  return await sharp(colours, { raw: { width, height, channels: 3 } })
    .resize(CELL, CELL, { kernel: 'cubic' })
    .png()
    .toBuffer();
}

const BOX_COLOUR = '#00e5ff';

/** Title, subtitle, and on the right the legend. */
function header({ title, subtitle, boxes }: Overlay, highest: number): string {
  const bar = HEAT_STOPS.map(
    ([r, g, b], i) => `<stop offset="${i / (HEAT_STOPS.length - 1)}" stop-color="rgb(${r},${g},${b})"/>`,
  );
  const x = WIDTH - 372;
  return [
    `<defs><linearGradient id="heat">${bar.join('')}</linearGradient></defs>`,
    text(GAP + 2, 32, title, 22, '#ffffff', 'bold'),
    text(GAP + 2, 58, subtitle, 16, '#cccccc'),
    `<rect x="${x}" y="18" width="150" height="14" fill="url(#heat)"/>`,
    text(x + 158, 30, highest > 0 ? `0 to ${highest.toPrecision(2)} (logit)` : 'nothing speaks for it', 15, '#dddddd'),
    cross(x + 14, 51),
    text(x + 36, 56, 'highest point', 15, '#dddddd'),
    boxes === undefined
      ? ''
      : `<rect x="${x + 162}" y="42" width="18" height="18" fill="none" stroke="${BOX_COLOUR}" stroke-width="2"/>`,
    boxes === undefined ? '' : text(x + 188, 56, 'true aneurysm', 15, '#dddddd'),
  ].join('');
}

function frame(box: { x: number; y: number; width: number; height: number }, left: number, top: number): string {
  // Around the box, not on it: two pixels of air.
  const [x, y] = [left + box.x * CELL - 2, top + box.y * CELL - 2];
  const [width, height] = [box.width * CELL + 4, box.height * CELL + 4];
  const rect = (colour: string, stroke: number) =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${colour}" stroke-width="${stroke}"/>`;
  return rect('#000000', 4) + rect(BOX_COLOUR, 2);
}

/** Open in the middle, so that what it points at is seen. */
function cross(x: number, y: number): string {
  const lines = `M${x - 14} ${y}h9m10 0h9M${x} ${y - 14}v9m0 10v9`;
  return `<path d="${lines}" stroke="#000000" stroke-width="5"/><path d="${lines}" stroke="#ffffff" stroke-width="2"/>`;
}

function text(x: number, y: number, content: string, size: number, colour: string, weight = 'normal'): string {
  const escaped = content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const family = 'DejaVu Sans, Liberation Sans, Helvetica, Arial, sans-serif';
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped}</text>`;
}
