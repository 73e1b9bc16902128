import { readFile } from 'node:fs/promises';
import { VIEWS } from '@kium/angio-io';
import type { Truth } from '@kium/phantom';
import { UserError } from './errors';

/** A rectangle in a picture; all numbers are shares of the picture's side, from its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The aneurysms that each of the eight views shows, in the order of the views. */
export type ViewBoxes = readonly (readonly Box[])[];

/**
 * Where the aneurysms of a generated study's patients are.
 *
 * @param path - `truth.json` as @kium/phantom writes it
 * @returns by patient; a patient without an aneurysm is not in it
 * @throws {@link UserError} for another file
 */
export async function readTruthBoxes(path: string, of: 'train' | 'test' = 'test'): Promise<Map<string, ViewBoxes>> {
  const truth = parse(path, await readFile(path, 'utf8'));
  const patients = new Map<string, Box[][]>();
  for (const { patient, set, boxes } of truth.aneurysms) {
    if (set !== of) continue;
    const views = patients.get(String(patient)) ?? VIEWS.map(() => []);
    patients.set(String(patient), views);
    for (const [at, view] of VIEWS.entries()) {
      const box = boxes[view];
      if (box === undefined) continue;
      const { x, y, width, height, imageSize: side } = box;
      views[at]!.push({ x: x / side, y: y / side, width: width / side, height: height / side });
    }
  }
  return patients;
}

/**
 * A patient's boxes.
 *
 * @param boxes - as {@link readTruthBoxes} gives them; null where nobody knows
 */
export function boxesOf(boxes: ReadonlyMap<string, ViewBoxes> | null, index: string): ViewBoxes | null {
  // A patient without an aneurysm has no entry: there is nothing to frame, which is known too.
  return boxes && (boxes.get(index) ?? VIEWS.map(() => []));
}

function parse(path: string, text: string): Truth {
  let truth: Partial<Truth> | null = null;
  try {
    truth = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (truth?.format !== 'kium-phantom-truth' || !Array.isArray(truth.aneurysms)) {
    throw new UserError(`${path} is not a truth.json of @kium/phantom. Remove it, or generate the study again.`);
  }
  return truth as Truth;
}
