import type { Evaluation } from '../evaluation';
import type { Preset } from '../presets';
import type { Results } from '../results';
import type { Charts } from './charts';

/** All that the page tells. Its figures are those of `results.json`. */
export interface ReportContents {
  results: Results;
  settings: Preset;
  /** Whose figures are shown: the test patients', or without their truth those of the held-out training patients. */
  shown: 'test' | 'heldOut';
  /** Theirs. */
  evaluation: Evaluation;
  charts: Charts;
  /** `data:` addresses of the patients' pictures, by their path. */
  images: ReadonlyMap<string, string>;
  /** What the run wrote beside the page, in paths relative to it. */
  files: readonly { path: string; what: string }[];
}
