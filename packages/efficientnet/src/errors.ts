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

/** A model has none of the layers that an EfficientNet consists of. */
export class NotEfficientNetError extends Error {
  readonly tag = 'NotEfficientNet';
  constructor(
    /** Name of the model. */
    readonly model: string,
    /** Names of its first layers. */
    readonly found: readonly string[],
  ) {
    super(
      `Model '${model}' is no EfficientNet: none of its layers is called 'block1a_…'; the first are ${found.join(', ')}. ` +
        'Pass a model that efficientNet() built, or one that was built on its layers; of a model inside a model, pass the inner one.',
    );
    this.name = 'NotEfficientNetError';
  }
}

/** A weight file could not be fetched or opened. */
export class WeightsSourceError extends Error {
  readonly tag = 'WeightsSource';
  override readonly name = 'WeightsSourceError';
  constructor(
    /** Path, URL, or what was passed. */
    readonly source: string,
    /** What went wrong, as a clause. */
    readonly problem: string,
    /** What to do about it. */
    readonly remedy: string,
    /** The HTTP status, if there is one; and the cause. */
    options?: ErrorOptions & { status?: number },
  ) {
    super(`${source}: ${problem}. ${remedy}`, options);
    this.status = options?.status;
  }
  /** HTTP status of the answer. */
  readonly status: number | undefined;
}

/** The bytes are not weights that can be read: another format, a damaged file, or one without known names. */
export class WeightsFormatError extends Error {
  readonly tag = 'WeightsFormat';
  override readonly name = 'WeightsFormatError';
  constructor(
    /** Path, URL, or what was passed. */
    readonly source: string,
    /** What was found, as a clause. */
    readonly problem: string,
    /** What to do about it. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${source}: ${problem}. ${remedy}`, options);
  }
}

/** A weight that a file and a model do not have alike. */
export interface WeightDifference {
  /** `layer/weight`, or the file's name for a weight that only the file has. */
  readonly name: string;
  /** Shape in the model, in Keras's layout; undefined when the model lacks it. */
  readonly model?: readonly number[];
  /** Shape in the file, in Keras's layout; undefined when the file lacks it. */
  readonly file?: readonly number[];
}

/** File and model do not have the same weights. Nothing was changed in the model. */
export class WeightsMismatchError extends Error {
  readonly tag = 'WeightsMismatch';
  override readonly name = 'WeightsMismatchError';
  constructor(
    /** Path, URL, or what was passed. */
    readonly source: string,
    /** Name of the model. */
    readonly model: string,
    /** All of them, in the model's order. */
    readonly differences: readonly WeightDifference[],
    /** What to do about it. */
    readonly remedy: string,
    /** The published variants that the file can be, by its names and shapes. */
    readonly looksLike: readonly string[] = [],
  ) {
    const first = differences.slice(0, 5).map(describeDifference);
    const more = differences.length > first.length ? `\n  … and ${differences.length - first.length} more` : '';
    super(
      `${source}: the weights do not fit model '${model}', ${differences.length} of them differ.\n  ${first.join('\n  ')}${more}\n${remedy}`,
    );
  }
}

function describeDifference({ name, model, file }: WeightDifference): string {
  if (file === undefined) return `${name}: [${model}] in the model, missing in the file`;
  if (model === undefined) return `${name}: [${file}] in the file, missing in the model`;
  return `${name}: [${model}] in the model, [${file}] in the file`;
}

/** A weight of the file cannot be used: it is of a type without fractions, or has values that are not finite. */
export class WeightsValueError extends Error {
  readonly tag = 'WeightsValue';
  override readonly name = 'WeightsValueError';
  constructor(
    /** Path, URL, or what was passed. */
    readonly source: string,
    /** The model's layer that the weight belongs to. */
    readonly layer: string,
    /** The weight, as the file names it. */
    readonly weight: string,
    /** What is wrong with it, as a clause. */
    readonly problem: string,
    /** What to do about it. */
    remedy: string,
  ) {
    super(`${source}: weight ${weight} of layer ${layer} ${problem}. ${remedy}`);
  }
}

/** An optional package is needed and cannot be imported. */
export class PackageMissingError extends Error {
  readonly tag = 'PackageMissing';
  override readonly name = 'PackageMissingError';
  constructor(
    /** The package. */
    readonly module: string,
    /** What it is needed for. */
    purpose: string,
    options?: ErrorOptions,
  ) {
    super(`${purpose} needs the package ${module}, which cannot be imported. Run: npm install ${module}`, options);
  }
}
