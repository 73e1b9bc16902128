import { concurrencyOption } from '../concurrency';
import { type AngioIoError, isAngioIoError } from '../errors';
import { decodeAngiogram } from '../images/decode-angiogram';
import { checkImageOptions, type ImageOptions } from '../images/image-options';
import { orderedMap } from '../ordered-map';
import type { Findings } from './findings';
import type { IncompletePatient, Progress } from './study';

/** Options of the check that every image can be decoded. */
export interface VerifyOptions extends ImageOptions {
  /** Also decode every image, and list those that cannot be decoded whole. Default: false. */
  readonly verifyImages?: boolean;
  /** With `verifyImages`: how many patients to decode at a time. Default: the number of cores. */
  readonly concurrency?: number;
  /** With `verifyImages`: called after each patient. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Decode every image; those that cannot be decoded are reported and taken away from their patients. */
export async function verifyImages<V extends string>(
  patients: readonly IncompletePatient<V>[],
  findings: Findings<V>,
  { concurrency, onProgress, signal, ...options }: VerifyOptions,
): Promise<IncompletePatient<V>[]> {
  const how = checkImageOptions(options);
  const check = async ({ index, images }: IncompletePatient<V>): Promise<Map<V, AngioIoError>> => {
    const errors = new Map<V, AngioIoError>();
    for (const [view, path] of Object.entries(images) as [V, string][]) {
      signal?.throwIfAborted();
      // Eight pixels: the whole file is decoded all the same, and nothing is kept.
      const request = { path, patient: index, view, size: 8, kernel: 'linear', ...how } as const;
      await decodeAngiogram(request).catch((error: unknown) => {
        if (!isAngioIoError(error)) throw error;
        errors.set(view, error);
      });
    }
    return errors;
  };
  const checked: IncompletePatient<V>[] = [];
  for await (const errors of orderedMap(patients, concurrencyOption(concurrency), check)) {
    const { index, images, missing } = patients[checked.length]!;
    for (const [view, { message }] of errors) {
      findings.problems.push({ kind: 'unreadable-image', path: images[view]!, patient: index, view, message });
    }
    checked.push({
      index,
      images: Object.fromEntries(Object.entries(images).filter(([view]) => !errors.has(view as V))) as typeof images,
      missing: findings.views.filter((view) => missing.includes(view) || errors.has(view)),
    });
    onProgress?.({ done: checked.length, total: patients.length, patient: index });
  }
  return checked;
}
