/** What one epoch of training came to. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** Mean training loss of the epoch's steps, in training mode, as Keras reports it. */
  loss: number;
  /** Part of all training outputs on the right side of 0.5 (with `fromLogits` of 0), in training mode; without weights. */
  accuracy: number;
  /** Loss on the held-out samples after the epoch, in inference mode; absent when nothing is held out. */
  valLoss?: number;
  /** The same part of all held-out outputs; absent when nothing is held out. */
  valAccuracy?: number;
  /** The caller's `metrics` on the held-out samples. */
  metrics?: Record<string, number>;
  /** The learning rate of the epoch's last step; absent when the optimizer has none that can be read. */
  learningRate?: number;
  /** Wall time in seconds, validation included; for an epoch that was interrupted, without the pause. */
  seconds: number;
}

/** What the weights that a training ends with come to on the held-out samples. */
export type HeldOutFigures = Pick<EpochRecord, 'valLoss' | 'valAccuracy' | 'metrics'>;

/** What {@link fit} returns. */
export interface History {
  /** One record for each epoch. */
  epochs: EpochRecord[];
  /** Name of the callback that ended the training before its last epoch; absent otherwise. */
  stoppedBy?: string;
  /** The held-out figures once more after the option `recalibrate` was carried out; absent without it. */
  recalibrated?: HeldOutFigures;
}
