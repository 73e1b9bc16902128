import { type InputData, sizeOf, type TrainingData } from './data';
import { ShapeError } from './errors';

/** Where the inputs of samples come from, one at a time. */
export interface InputReader {
  /** Number of samples. */
  length: number;
  /** Shape of one input, e.g. [256, 256, 8]. */
  inputShape: readonly number[];
  /** The input of sample `index`, row-major. */
  x: (index: number) => ArrayLike<number> | Promise<ArrayLike<number>>;
}

/** Where the inputs and targets of samples come from, one at a time. */
export interface SampleReader extends InputReader {
  /** Shape of one target, e.g. [21]. */
  outputShape: readonly number[];
  /** The target of sample `index`, row-major. */
  y: (index: number) => ArrayLike<number> | Promise<ArrayLike<number>>;
  /** What the loss of sample `index` is multiplied by, from 0; absent where all count alike. */
  sampleWeight?: (index: number) => number | Promise<number>;
}

/**
 * Samples that are read one by one when a batch needs them, as `fit` (with `y`) and `predict` take them: a volume file,
 * a database, a generator.
 *
 * @throws {@link ShapeError} from `batch`, when a sample has another number of values than its shape says
 */
export function sampleData(reader: SampleReader): TrainingData;
export function sampleData(reader: InputReader): InputData;
export function sampleData(reader: InputReader | SampleReader): InputData | TrainingData {
  const { length, inputShape } = reader;
  const readInputs = (indices: readonly number[]) => gather('inputs', indices, inputShape, reader.x);
  if (!('y' in reader))
    return { length, inputShape, batch: async (indices: readonly number[]) => ({ x: await readInputs(indices) }) };
  const { outputShape, y, sampleWeight } = reader;
  return {
    length,
    inputShape,
    outputShape,
    batch: async (indices: readonly number[]) => ({
      x: await readInputs(indices),
      y: await gather('targets', indices, outputShape, y),
      ...(sampleWeight && { sampleWeight: Float32Array.from(await Promise.all(indices.map(sampleWeight))) }),
    }),
  };
}

async function gather(
  what: string,
  indices: readonly number[],
  shape: readonly number[],
  read: InputReader['x'],
): Promise<Float32Array> {
  const size = sizeOf(shape);
  const batch = new Float32Array(indices.length * size);
  for (const [row, index] of indices.entries()) {
    const values = await read(index);
    if (values.length !== size) {
      const wanted = `${size} numbers a sample for shape [${shape.join(', ')}]`;
      throw new ShapeError(what, wanted, `${values.length} in sample ${index}`, 'Check the shape against the reader.');
    }
    batch.set(values, row * size);
  }
  return batch;
}
