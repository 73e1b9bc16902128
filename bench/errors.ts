/** A contender's process could not start or go on; the message says why. */
export class ContenderFailedError extends Error {
  readonly tag = 'ContenderFailed';
}

/** The ONNX writer does not know a layer. */
export class UnsupportedLayerError extends Error {
  readonly tag = 'UnsupportedLayer';
  constructor(
    readonly layer: string,
    /** What is not supported, in words. */
    readonly found: string,
  ) {
    super(`Layer ${layer} cannot be written as ONNX: ${found}. Add it to bench/onnx/layers.ts.`);
  }
}

/** A contender computes something else, so that its speed would mean nothing. */
export class OutputDiffersError extends Error {
  readonly tag = 'OutputDiffers';
  constructor(
    /** Largest difference as a share of the largest number expected. */
    readonly found: number,
    readonly expected: number,
  ) {
    super(`Its output differs from ours by ${found.toExponential(1)} of the largest, more than ${expected}.`);
  }
}

/** Contenders compute different bits where all should compute the same. */
export class ResultsDifferError extends Error {
  readonly tag = 'ResultsDiffer';
  constructor(
    readonly comparison: string,
    readonly contenders: readonly string[],
  ) {
    super(`${comparison}: ${contenders.join(' and ')} do not compute the same.`);
  }
}

/** A command line option has a value outside its range. */
export class InvalidOptionError extends Error {
  readonly tag = 'InvalidOption';
  constructor(
    readonly option: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`--${option} is '${found}', but it must be ${expected}.`);
  }
}
