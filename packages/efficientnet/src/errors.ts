/** The variant name is not one of `VARIANTS`. */
export class UnknownVariantError extends Error {
  readonly tag = 'UnknownVariant';
  constructor(
    /** What was passed. */
    readonly found: string,
    /** The names that exist. */
    readonly expected: readonly string[],
  ) {
    super(
      `There is no EfficientNet variant '${found}'. Use one of ${expected.join(', ')}, or pass a configuration object.`,
    );
    this.name = 'UnknownVariantError';
  }
}

/** The input shape cannot feed the network. */
export class InputShapeError extends Error {
  readonly tag = 'InputShape';
  constructor(
    /** What was passed. */
    readonly found: readonly unknown[],
    /** What an input shape must be. */
    readonly expected: string,
  ) {
    super(`inputShape is [${found.join(', ')}], but it must be ${expected}. Resize the images or correct the option.`);
    this.name = 'InputShapeError';
  }
}

/** An option has a value outside its range. */
export class InvalidOptionError extends Error {
  readonly tag = 'InvalidOption';
  constructor(
    /** The option's name. */
    readonly option: string,
    /** What was passed. */
    readonly found: unknown,
    /** What the option accepts. */
    readonly expected: string,
  ) {
    super(`Option ${option} is ${JSON.stringify(found) ?? String(found)}, but it must be ${expected}.`);
    this.name = 'InvalidOptionError';
  }
}

/** A model has no layer of the name or kind that is needed. */
export class LayerNotFoundError extends Error {
  readonly tag = 'LayerNotFound';
  constructor(
    /** The layer that was looked for. */
    readonly layer: string,
    /** Name of the model. */
    readonly model: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(`Model '${model}' has no layer '${layer}'. ${remedy}`);
    this.name = 'LayerNotFoundError';
  }
}
