import type * as H5wasm from 'h5wasm';
import { closeAndTake, freeName, loadHdf5, memoryFiles, reserve, runHdf5 } from './hdf5';
import type { ModelLayer, ModelWeight } from './model-weights';

/** Bytes that Keras puts into one attribute at most (`HDF5_OBJECT_HEADER_LIMIT`); longer lists are split. */
const ATTRIBUTE_LIMIT = 64_512;

/** Readers look at its first digit: below 2, kernels are turned. The layout is that of Keras 2 with TensorFlow. */
const KERAS_VERSION = '2.15.0';

/**
 * A weight file in the layout of Keras 2 (`save_weights_to_hdf5_group`): a group a layer, those without weights too, and
 * its weights at `layer/layer/kernel:0`. The bytes are a view of a longer buffer.
 */
export async function encodeKeras(
  layers: readonly ModelLayer[],
  read: (weight: ModelWeight) => Promise<Float32Array>,
): Promise<Uint8Array> {
  const hdf5 = await loadHdf5();
  const name = freeName();
  const run = <T>(work: () => T): T => runHdf5(hdf5, work);
  const file = run(() => new hdf5.File(name, 'w'));
  let finished = false;
  try {
    reserve(hdf5, name, expectedBytes(layers));
    run(() => {
      writeTexts(
        file,
        'layer_names',
        layers.map((layer) => layer.name),
      );
      for (const [attribute, text] of [
        ['backend', 'tensorflow'],
        ['keras_version', KERAS_VERSION],
      ] as const) {
        file.create_attribute(attribute, text, [], fixedLength([text]));
      }
    });
    for (const layer of layers) {
      const group = run(() => {
        const group = file.create_group(layer.name);
        writeTexts(
          group,
          'weight_names',
          layer.weights.map((weight) => `${weight.name}:0`),
        );
        return layer.weights.length > 0 ? group.create_group(layer.name) : group;
      });
      for (const weight of layer.weights) {
        const data = await read(weight);
        run(() => group.create_dataset({ name: `${weight.kind}:0`, data, shape: [...weight.shape], dtype: '<f' }));
      }
    }
    const bytes = closeAndTake(hdf5, name, () => file.close());
    finished = true;
    return bytes;
  } finally {
    if (!finished) {
      file.close();
      memoryFiles(hdf5).unlink(name);
    }
  }
}

/** Bytes that HDF5 takes for a group and its attribute, about; measured on files of ours. */
const GROUP_BYTES = 2048;

function expectedBytes(layers: readonly ModelLayer[]): number {
  const numbers = layers.flatMap(({ weights }) => weights).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return Math.ceil(1.001 * 4 * numbers) + 2 * GROUP_BYTES * layers.length;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** A list of texts as an attribute, cut into equal parts `name0`, `name1` … until each is small enough, as Keras does. */
function writeTexts(group: H5wasm.Group, name: string, texts: readonly string[]): void {
  if (texts.length === 0) {
    // What h5py makes of an empty list.
    group.create_attribute(name, new Float64Array(0), [0], '<d');
    return;
  }
  const dtype = fixedLength(texts);
  const bytes = Number(dtype.slice(1));
  let parts = 1;
  while (Math.ceil(texts.length / parts) * bytes > ATTRIBUTE_LIMIT) parts++;
  for (let part = 0, begin = 0; part < parts; part++) {
    // numpy's array_split: the first parts are one longer.
    const end = begin + Math.floor(texts.length / parts) + (part < texts.length % parts ? 1 : 0);
    group.create_attribute(parts > 1 ? `${name}${part}` : name, texts.slice(begin, end), [end - begin], dtype);
    begin = end;
  }
}

/** The fixed-length string type that holds the longest of some texts, as numpy chooses it. */
function fixedLength(texts: readonly string[]): string {
  const encoder = new TextEncoder();
  return `S${Math.max(1, ...texts.map((text) => encoder.encode(text).length))}`;
}
