import { isSafetensors } from '@kium/safetensors';
import { WeightsFormatError } from '../errors';

/** The formats that can be read. */
export type FileKind = 'hdf5' | 'safetensors';

/**
 * Which format bytes are in, whatever the file is called.
 *
 * @throws {@link WeightsFormatError} that says what they are instead, and what to do
 */
export function fileKind(bytes: Uint8Array, label: string): FileKind {
  if (findHdf5(bytes) !== undefined) return 'hdf5';
  if (isSafetensors(bytes)) return 'safetensors';
  const { problem, remedy } = FOREIGN.find(({ is }) => is(bytes)) ?? UNKNOWN;
  throw new WeightsFormatError(label, problem, remedy);
}

/** Where HDF5 begins: at 0, or after a user block of 512 · 2ⁿ bytes. */
export function findHdf5(bytes: Uint8Array): number | undefined {
  for (let at = 0; at + HDF5.length <= bytes.length; at = at === 0 ? 512 : at * 2) {
    if (HDF5.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return undefined;
}

const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

const FROM_PTH =
  'Convert it with PyTorch:\n' +
  '  import torch, safetensors.torch\n' +
  "  safetensors.torch.save_file(torch.load('weights.pth', map_location='cpu'), 'weights.safetensors')";

interface Foreign {
  readonly is: (bytes: Uint8Array) => boolean;
  readonly problem: string;
  readonly remedy: string;
}

const FOREIGN: readonly Foreign[] = [
  { is: (bytes) => bytes.length === 0, problem: 'it is empty', remedy: 'Download it again.' },
  {
    is: (bytes) => isZip(bytes) && mentions(bytes, 'data.pkl'),
    problem: 'it is a PyTorch checkpoint (.pth, .pt), a pickle that can run code when it is read',
    remedy: FROM_PTH,
  },
  {
    // Before PyTorch 1.6: a bare pickle of protocol 2 to 5.
    is: ([first, protocol = 0]) => first === 0x80 && protocol >= 2 && protocol <= 5,
    problem: 'it is a PyTorch checkpoint (.pth, .pt) or another pickle, which can run code when it is read',
    remedy: FROM_PTH,
  },
  {
    is: (bytes) => isZip(bytes) && mentions(bytes, 'model.weights.h5'),
    problem: 'it is a model in the .keras format',
    remedy: "Save it as HDF5 in Python: keras.saving.load_model('m.keras').save('m.h5')",
  },
  { is: isZip, problem: 'it is a ZIP archive', remedy: 'Unpack it and pass the .h5 or .safetensors file inside.' },
  {
    is: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
    problem: 'it is compressed with gzip',
    remedy: 'Unpack it with gunzip.',
  },
  {
    is: (bytes) => /^\s*<(!doctype|html|\?xml|head|body)/i.test(firstText(bytes)),
    problem: 'it is an HTML page, not a weight file',
    remedy: "Check the address: use the file's download link (on Hugging Face `resolve` in place of `blob`).",
  },
  {
    is: (bytes) => firstText(bytes).startsWith('version https://git-lfs'),
    problem: 'it is a Git LFS pointer, not the file itself',
    remedy: 'Run `git lfs pull` in the repository, or download the file from the web site.',
  },
  {
    is: (bytes) => /^\s*[{[]/.test(firstText(bytes)),
    problem: 'it is JSON',
    remedy: 'A model.json of TensorFlow.js is read by tf.loadLayersModel; pass a .h5 or .safetensors file here.',
  },
];

const UNKNOWN = {
  problem: 'it is neither HDF5 (Keras .h5) nor safetensors',
  remedy: 'Pass a .h5 file of Keras or a .safetensors file; if it should be one, download it again.',
};

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Whether a text stands near the beginning or the end, where ZIP archives keep their files' names. */
function mentions(bytes: Uint8Array, text: string): boolean {
  const decoder = new TextDecoder('latin1');
  const reach = 65_536;
  return [bytes.subarray(0, reach), bytes.subarray(Math.max(0, bytes.length - reach))].some((part) =>
    decoder.decode(part).includes(text),
  );
}

function firstText(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 256));
}
