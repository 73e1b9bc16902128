import type { Sample } from '../batches/epoch-plan';
import type { VolumeDtype } from '../hdf5/volume-format';
import type { ErrorMessage } from './error-message';

/** What a worker can be asked. `open` comes first; a worker answers in the order of the questions. */
export type Question =
  | { readonly kind: 'open'; readonly source: unknown; readonly options: unknown }
  | { readonly kind: 'read'; readonly at: number; readonly as: 'stored' | 'float32' }
  | { readonly kind: 'batch'; readonly samples: readonly Sample[]; readonly dtype: VolumeDtype };

/** A question and the number that its reply will have. */
export interface Request {
  readonly id: number;
  readonly question: Question;
}

/** An answer, or the error that came in its place. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: ErrorMessage;
      /** The worker can no longer be used. */
      readonly fatal: boolean;
    };
