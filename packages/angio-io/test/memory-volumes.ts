import type { BatchOptions } from '../src/batches/batch-options';
import { makeBatches, type VolumeSource } from '../src/batches/batches';
import { LABELS, Labels, VIEWS, type VolumeFile } from '../src/index';

/** What data sets are made from, in memory: volumes of 2 × 3 pixels and eight views, in which every value is another. */
export function memoryVolumes(length: number, labelled = true) {
  const index = Array.from({ length }, (_, at) => String(1000 + at));
  const values = index.map((_, at) =>
    Uint8Array.from(LABELS, (_, label) => +(label === 0 ? at % 2 : label === at % 22)),
  );
  const labels = labelled ? new Labels({ index, values }) : undefined;
  const source: VolumeSource = {
    length,
    shape: [length, 2, 3, 8],
    index,
    views: VIEWS,
    labels,
    readInto: (at, target, offset) => {
      const one = target instanceof Uint8Array ? 1 : 1 / 255;
      for (let i = 0; i < 48; i++) target[offset + i] = one * ((at * 5 + i * 3) % 256);
    },
  };
  /** The options of every epoch that was begun. */
  const epochs: BatchOptions[] = [];
  const batches = (options: BatchOptions = {}) => {
    const made = makeBatches(source, options);
    return (async function* () {
      epochs.push(options);
      yield* made;
    })();
  };
  return { ...source, labelNames: labels?.names ?? [], batches: batches as VolumeFile['batches'], epochs };
}
