/** What a contender of networks is asked to do again and again: one step of training, or one batch of inference. */
export interface Job {
  readonly task: 'train' | 'predict';
  /** `'b0'` … `'b7'`. */
  readonly variant: string;
  /** Height and width in pixels. */
  readonly size: number;
  readonly batch: number;
  readonly threads: number;
  /** Whether training computes each block's numbers again instead of keeping them: ours only. */
  readonly recompute?: boolean;
}

/** Channels of a volume: the eight views of a patient. */
export const CHANNELS = 8;

/** Outputs: the locations of an aneurysm. */
export const CLASSES = 21;

/** What a contender of metrics is asked to do again and again: one figure of random labels and scores. */
export interface MetricJob {
  readonly figure: 'rocAuc' | 'averagePrecision' | 'rocAucInterval';
  readonly rows: number;
  readonly labels: number;
  /** Share of positives of every label. */
  readonly prevalence: number;
  /** Of the bootstrap, stratified by label. */
  readonly replicates: number;
}

/** What a contender of survival analysis is asked to do again and again, on a random cohort. */
export interface SurvivalJob {
  /** A Cox model with Efron's ties and its concordance, or the concordance of a score with its standard error. */
  readonly figure: 'coxPH' | 'concordance';
  readonly rows: number;
  /** Of the model. */
  readonly covariates: number;
}

/** What a contender of data sets is asked to do again and again. */
export interface VolumeJob {
  /** All volumes of a study folder made and written, or all volumes of a file read as float32 in batches of eight. */
  readonly figure: 'write' | 'read';
  /** The images. */
  readonly folder: string;
  /** Reading: the file. Writing: where ours writes one patient, for the peer to compare with. */
  readonly file: string;
}

/** What a contender says of itself once it is ready. */
export interface About {
  /** Name and version of what computes, and with how many threads. */
  readonly version: string;
  /** Multiply-adds of one image's forward pass, from a contender that knows. */
  readonly multiplyAdds?: number;
  /** A digest of what it computes, where everyone must compute the same bits. */
  readonly result?: string;
}

/** A contender's answer to a number of steps. */
export interface Turn {
  /** Milliseconds of each step. */
  readonly times: number[];
  /** The process's peak resident memory so far. */
  readonly peakMegabytes: number;
}

/** `B0 256×256×8, batch 8` */
export function describeInput({ variant, size, batch }: Pick<Job, 'variant' | 'size' | 'batch'>): string {
  return `${variant.toUpperCase()} ${size}×${size}×${CHANNELS}, batch ${batch}`;
}
