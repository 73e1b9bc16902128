/** What one epoch of training came to. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** Mean training loss of the epoch's steps, in training mode, as Keras reports it. */
  loss: number;
  /** Part of all training outputs on the right side of 0.5, in training mode. */
  accuracy: number;
  /** Loss on the held-out samples after the epoch, in inference mode; absent when nothing is held out. */
  valLoss?: number;
  /** Part of all held-out outputs on the right side of 0.5; absent when nothing is held out. */
  valAccuracy?: number;
  /** The caller's `metrics` on the held-out samples. */
  metrics?: Record<string, number>;
  /** Wall time in seconds, validation included; for an epoch that was interrupted, without the pause. */
  seconds: number;
}

/** What {@link fit} returns: one record for each epoch. */
export interface History {
  epochs: EpochRecord[];
}
