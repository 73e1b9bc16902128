import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VIEWS, type View } from '@kium/angio-io';
import type { HeatMap } from '@kium/efficientnet';
import { peaksOf } from './peaks';
import type { Box, ViewBoxes } from './truth-boxes';
import { drawGrey, drawHeat } from './view-images';
import { HANGING } from './view-names';

/** Raised when pictures are drawn otherwise, so that those of earlier runs are not taken for them. */
export const DRAWING = 2;

/** The eight views of a patient as single pictures, for a page that arranges them by itself. */
export interface PatientViews {
  set: 'train' | 'test';
  index: string;
  /** The heat maps' highest value, in logits; 0 where nothing speaks for an aneurysm. */
  highest: number;
  /** In the order of HANGING. */
  views: ViewPictures[];
}

/** The pictures of one view, and what is to be marked in them in shares of the side. */
export interface ViewPictures {
  view: View;
  /** The angiogram, a path relative to the output folder. */
  grey: string;
  /** The heat map to lay over it; null where it is 0 everywhere. */
  heat: string | null;
  /** Where aneurysms are; null where nobody knows. */
  boxes: Box[] | null;
  /** The highest point of the maps of all views, in the view that has it. */
  peak: { x: number; y: number } | null;
}

/**
 * Writes a patient's views as WebP pictures into a folder.
 *
 * @param folder - that is being filled
 * @param name - what it will be called, seen from the output folder
 */
export async function writePatientViews(
  folder: string,
  name: string,
  patient: {
    set: PatientViews['set'];
    index: string;
    volume: ArrayLike<number>;
    heat: HeatMap;
    /** By view; null where nobody knows. */
    boxes: ViewBoxes | null;
  },
): Promise<PatientViews> {
  const { set, index, volume, heat, boxes } = patient;
  await mkdir(join(folder, set), { recursive: true });
  const peaks = peaksOf(heat);
  const top = peaks.reduce((best, peak) => (peak.value > best.value ? peak : best));
  const save = async (file: string, picture: Buffer) => {
    await writeFile(join(folder, set, file), picture);
    return `${name}/${set}/${file}`;
  };
  const views: ViewPictures[] = [];
  for (const view of HANGING) {
    const at = VIEWS.indexOf(view);
    const hasHeat = peaks[at]!.value > 0;
    views.push({
      view,
      grey: await save(`${index}${view}.webp`, await drawGrey(volume, heat.shape as [number, number, number], at)),
      heat: hasHeat ? await save(`${index}${view}-heat.webp`, await drawHeat(heat, at, top.value)) : null,
      boxes: boxes && [...boxes[at]!],
      peak: top.value > 0 && top.view === at ? { x: top.x, y: top.y } : null,
    });
  }
  return { set, index, highest: top.value, views };
}
