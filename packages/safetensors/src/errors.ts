/** The bytes are not a safetensors file, or a damaged one. */
export class SafetensorsFormatError extends Error {
  readonly tag = 'SafetensorsFormat';
  override readonly name = 'SafetensorsFormatError';

  constructor(
    /** What is wrong, as a clause without a full stop. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`Not a valid safetensors file: ${problem}. Download or export the file again.`, options);
  }
}

/** A tensor cannot be written, or not be read as the type that was asked for. */
export class SafetensorsTensorError extends Error {
  readonly tag = 'SafetensorsTensor';
  override readonly name = 'SafetensorsTensorError';

  constructor(
    /** The tensor's name. */
    readonly tensor: string,
    /** What is wrong with it, as a clause without a full stop. */
    readonly problem: string,
    /** What to do. */
    remedy: string,
  ) {
    super(`Tensor ${JSON.stringify(tensor)}: ${problem}. ${remedy}`);
  }
}
