import type * as H5wasm from 'h5wasm';
import { WeightsFormatError } from '../errors';
import { findHdf5 } from './file-kind';
import { freeName, type Hdf5, loadHdf5, memoryFiles, runHdf5 } from './hdf5';
import type { FileLayer, FileWeight, WeightFile } from './weight-file';

/**
 * Opens a Keras `.h5`: weights alone, or a whole model with its group `model_weights`.
 *
 * @throws {@link WeightsFormatError} for a damaged file, or HDF5 that Keras did not write
 * @throws {@link PackageMissingError} without h5wasm
 */
export async function openKeras(bytes: Uint8Array, label: string): Promise<WeightFile> {
  checkLength(bytes, label);
  const hdf5 = await loadHdf5();
  const files = memoryFiles(hdf5);
  const name = freeName();
  let file: H5wasm.File | undefined;
  const close = () => {
    try {
      runHdf5(hdf5, () => file?.close());
    } catch {
      // A damaged file may not have been opened far enough to be closed.
    }
    files.unlink(name);
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return runHdf5(hdf5, work);
    } catch (cause) {
      if (cause instanceof Error && cause.cause instanceof WeightsFormatError) throw cause.cause;
      throw new WeightsFormatError(
        label,
        `it is a damaged HDF5 file: ${(cause as Error).message}`,
        'Download or export it again.',
        { cause },
      );
    }
  };
  // The file in memory is the given bytes themselves, not a copy.
  files.writeFile(name, bytes, { canOwn: true });
  try {
    const layers = guarded(() => {
      file = new hdf5.File(name, 'r');
      return readLayers(hdf5, file, label, guarded);
    });
    return { format: 'keras', layers, close };
  } catch (error) {
    close();
    throw error;
  }
}

function readLayers(hdf5: Hdf5, file: H5wasm.File, label: string, guarded: <T>(work: () => T) => T): FileLayer[] {
  const group = file.get('model_weights');
  const root = group instanceof hdf5.Group ? group : file;
  const names = splitAttribute(root, 'layer_names');
  if (names === undefined) throw notKeras(file, label);
  return names
    .map((name): FileLayer => {
      const layer = root.get(name);
      if (!(layer instanceof hdf5.Group)) throw new Error(`layer ${name} is announced and has no group`);
      const weights = (splitAttribute(layer, 'weight_names') ?? []).map((path): FileWeight => {
        const dataset = layer.get(path);
        if (!(dataset instanceof hdf5.Dataset)) throw new Error(`weight ${path} of layer ${name} is missing`);
        return fileWeight(path.includes('/') ? path : `${name}/${path}`, dataset, guarded);
      });
      return { name, weights };
    })
    .filter(({ weights }) => weights.length > 0);
}

/** HDF5's class of floating-point types (`H5T_FLOAT`). */
const FLOAT = 1;

/** Bytes of the floating-point types that h5wasm can read; those of 16 bits where JavaScript has an array for them. */
const READABLE = 'Float16Array' in globalThis ? [2, 4, 8] : [4, 8];

function fileWeight(name: string, dataset: H5wasm.Dataset, guarded: <T>(work: () => T) => T): FileWeight {
  const { type, size, shape } = dataset.metadata;
  const isFloat = type === FLOAT && READABLE.includes(size);
  return {
    name,
    shape: shape ?? [],
    unreadable: isFloat ? undefined : `${dataset.dtype} (HDF5)`,
    read: () => guarded(() => Float32Array.from(dataset.value as ArrayLike<number>)),
  };
}

/**
 * A list of texts that Keras keeps in the attribute `name`, or, if it has more than 64,512 bytes, in `name0`, `name1` …
 * (`load_attributes_from_hdf5_group`).
 */
function splitAttribute(group: H5wasm.Group, name: string): string[] | undefined {
  const { attrs } = group;
  const read = (key: string): string[] => Array.from(attrs[key]!.value as unknown as ArrayLike<string>, String);
  if (Object.hasOwn(attrs, name)) return read(name);
  if (!Object.hasOwn(attrs, `${name}0`)) return undefined;
  const parts: string[] = [];
  for (let i = 0; Object.hasOwn(attrs, `${name}${i}`); i++) parts.push(...read(`${name}${i}`));
  return parts;
}

function notKeras(file: H5wasm.File, label: string): WeightsFormatError {
  const keys = file.keys();
  const keras3 = keys.includes('layers') || keys.includes('_layer_checkpoint_dependencies');
  return keras3
    ? new WeightsFormatError(
        label,
        'it is a .weights.h5 file of Keras 3, which holds no names of layers',
        "Save the whole model in Python instead: model.save('model.h5'), and load that file.",
      )
    : new WeightsFormatError(
        label,
        `it is an HDF5 file without the attribute layer_names, so Keras did not write it (it holds ${keys.slice(0, 4).join(', ') || 'nothing'})`,
        "Pass a file of model.save_weights('weights.h5') or model.save('model.h5').",
      );
}

/** HDF5 says at its beginning where the file ends; what h5wasm would say of a truncated one is less clear. */
function checkLength(bytes: Uint8Array, label: string): void {
  const start = findHdf5(bytes)!;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const version = view.byteLength > 8 ? view.getUint8(8) : 0;
  // "Superblock" in the HDF5 File Format Specification: size of offsets, and where the end-of-file address stands.
  const sizeAt = version < 2 ? 13 : 9;
  const endAt = version === 0 ? 40 : version === 1 ? 44 : 28;
  const complete = view.byteLength >= endAt + 8;
  if (complete && view.getUint8(sizeAt) !== 8) return;
  const expected = complete ? Number(view.getBigUint64(endAt, true)) : undefined;
  // A user block before the file counts too.
  if (expected !== undefined && expected <= bytes.length) return;
  const length = expected === undefined ? 'its header is cut' : `${expected} bytes are announced`;
  throw new WeightsFormatError(
    label,
    `it is cut short: ${length}, and the file has ${bytes.length}`,
    'Download it again.',
  );
}
