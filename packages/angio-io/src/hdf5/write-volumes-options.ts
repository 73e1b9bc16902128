import { concurrencyOption } from '../concurrency';
import { OptionError } from '../errors';
import type { ResizeKernel } from '../images/decode-angiogram';
import { checkImageOptions, type ImageOptions } from '../images/image-options';
import { choiceOption, integerOption, isName, namesOption } from '../options';
import { VIEWS } from '../study/names';
import type { Problem, Progress } from '../study/study';
import type { Labels } from '../tables/labels';
import type { KeptLayout } from './kept-volumes';
import { stringWidth, type VolumeDtype } from './volume-format';
import type { VolumeLayout } from './volume-writer';

/** Options of {@link writeVolumes}. */
export interface WriteVolumesOptions extends ImageOptions {
  /** The label table; every patient written must have a row. */
  readonly labels?: Labels;
  /** The channels of a volume, in this order: names of {@link Patient.images}. Default: the eight {@link VIEWS}. */
  readonly views?: readonly string[];
  /** Height and width of a volume, in pixels. Default: 256. */
  readonly size?: number;
  /** `uint8` stores grey values; `float32` stores grey values / 255, as the paper did. Default: `uint8`. */
  readonly dtype?: VolumeDtype;
  /** gzip level, 0 to 9. Default: 4. */
  readonly compression?: number;
  /** Resampling kernel. Default: `lanczos3`. */
  readonly kernel?: ResizeKernel;
  /**
   * How many patients to decode at a time, all views of each; memory grows by about 1 MB + the image files each.
   * Default: one more than the cores, three at least.
   */
  readonly concurrency?: number;
  /**
   * Leave out patients with a missing or unreadable image, or without a row in `labels`, and list them, where
   * otherwise the first one stops the run. Default: false.
   */
  readonly skipIncomplete?: boolean;
  /**
   * Keep what has been written (`<file>.partial`) if the call fails or is aborted, and go on from what an interrupted
   * call, also one whose process was killed, has left. Its patients are checked by their checksums; patients and
   * options must be the same as before. Default: false, which replaces what was left.
   */
  readonly resume?: boolean;
  /**
   * Add the patients to the file if there is one; the old file stays whole until the new one is finished. Options that
   * are left out are those that the file was made with. Default: false, which replaces the file.
   */
  readonly append?: boolean;
  /** With `skipIncomplete`: called for each problem as it is found. */
  readonly onProblem?: (problem: Problem) => void;
  /** Called after each patient, those that `resume` takes over included. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The options, checked and filled in. */
export interface WritePlan {
  readonly layout: VolumeLayout;
  readonly kernel: ResizeKernel;
  readonly image: ReturnType<typeof checkImageOptions>;
  readonly concurrency: number;
}

/**
 * Check the options.
 *
 * @param stored the file that is added to, whose options are the defaults
 * @throws OptionError
 */
export function planWriting(
  patients: readonly { readonly index: string }[],
  options: WriteVolumesOptions,
  stored?: KeptLayout,
): WritePlan {
  const { labels } = options;
  const unnamed = patients.find(({ index }) => typeof index !== 'string' || !isName(index));
  if (unnamed) {
    throw new OptionError(
      'patients',
      `a list with the Index ${JSON.stringify(unnamed.index)}`,
      'a list with a name each, without blanks around it',
    );
  }
  if (labels) namesOption('labels', labels.names, []);
  const old: Record<string, unknown> = { ...stored, ...stored?.recipe };
  // Checked below, whether it comes from the caller or from a file.
  const given = (name: keyof WriteVolumesOptions) => (options[name] ?? old[name]) as never;
  const size = integerOption('size', given('size'), 256, 1, 4096);
  const dtype = choiceOption<VolumeDtype>('dtype', given('dtype'), ['uint8', 'float32']);
  const kernels = ['lanczos3', 'lanczos2', 'mitchell', 'cubic', 'linear'] as const;
  const kernel = choiceOption<ResizeKernel>('kernel', given('kernel'), kernels);
  const image = checkImageOptions({
    failOn: given('failOn'),
    range: given('range'),
    page: given('page'),
    dicom: given('dicom'),
  });
  const layout = {
    size,
    dtype,
    compression: integerOption('compression', given('compression'), 4, 0, 9),
    views: namesOption('views', given('views'), VIEWS),
    labelNames: labels?.names,
    indexWidth: stringWidth(
      patients.map(({ index }) => index),
      INDEX_WIDTH,
    ),
    recipe: { size, dtype, kernel, ...image },
  };
  // One more than there are cores: the last images of a patient leave threads idle that the next ones can use.
  const concurrency = concurrencyOption(options.concurrency ?? concurrencyOption(undefined) + 1);
  return { layout, kernel, image, concurrency };
}

/** Room for longer names than the first ones: adding those needs no rewriting then. */
const INDEX_WIDTH = 16;
