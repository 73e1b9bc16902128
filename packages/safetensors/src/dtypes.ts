import { SafetensorsTensorError } from './errors';
import type { StoredTensor } from './read';

/** Type of a tensor's elements, as safetensors writes it: all that the reference implementation knows (`tensor.rs`). */
export type Dtype =
  | ('BOOL' | 'U8' | 'I8' | 'U16' | 'I16' | 'U32' | 'I32' | 'U64' | 'I64')
  | ('F4' | 'F6_E2M3' | 'F6_E3M2' | 'F8_E5M2' | 'F8_E4M3' | 'F8_E8M0')
  | ('F16' | 'BF16' | 'F32' | 'F64' | 'C64');

/** Bits of one element. */
const BITS: Readonly<Record<Dtype, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, U16: 16, I16: 16, U32: 32, I32: 32, U64: 64, I64: 64 },
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8 },
  ...{ F16: 16, BF16: 16, F32: 32, F64: 64, C64: 64 },
};

/** Whether a header's word is a {@link Dtype}. */
export function isDtype(word: unknown): word is Dtype {
  return typeof word === 'string' && Object.hasOwn(BITS, word);
}

/** Bits of one element. */
export function bitsOf(dtype: Dtype): number {
  return BITS[dtype];
}

/** What {@link tensorValues} gives. */
export type TensorValues =
  | (Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array)
  | (BigUint64Array | BigInt64Array | Float32Array | Float64Array);

const ARRAYS: Readonly<Partial<Record<Dtype, new (buffer: ArrayBuffer) => TensorValues>>> = {
  ...{ I8: Int8Array, U16: Uint16Array, I16: Int16Array, U32: Uint32Array, I32: Int32Array },
  ...{ U64: BigUint64Array, I64: BigInt64Array },
  ...{ F16: Uint16Array, BF16: Uint16Array, F32: Float32Array, F64: Float64Array, C64: Float32Array },
};

/**
 * A copy of a tensor's elements in the typed array of their type. F16 and BF16, which JavaScript has no array for, stay
 * bits in a `Uint16Array` ({@link float32Values} converts them), C64 is real and imaginary parts in turn, and types of
 * eight bits or fewer without an array of their own are bytes.
 */
export function tensorValues({ dtype, bytes }: Pick<StoredTensor, 'dtype' | 'bytes'>): TensorValues {
  // A copy, since a view must start at a multiple of the element's size. (Not `slice`: a Buffer's is a view.) The format
  // is little-endian, as is every platform that runs JavaScript today.
  const { buffer } = new Uint8Array(bytes);
  return new (ARRAYS[dtype] ?? Uint8Array)(buffer);
}

/**
 * A copy of a tensor's elements as float32. F16 and BF16 are exact; F64 is rounded to the nearest, and becomes infinite
 * beyond the range of float32.
 *
 * @throws {@link SafetensorsTensorError} for other types than F32, F16, BF16 and F64
 */
export function float32Values(tensor: Pick<StoredTensor, 'name' | 'dtype' | 'bytes'>): Float32Array<ArrayBuffer> {
  const values = tensorValues(tensor);
  switch (tensor.dtype) {
    case 'F32':
      return values as Float32Array<ArrayBuffer>;
    case 'F64':
      return Float32Array.from(values as Float64Array);
    case 'BF16': {
      // The upper half of a float32.
      const bits = Uint32Array.from(values as Uint16Array, (half) => half << 16);
      return new Float32Array(bits.buffer);
    }
    case 'F16':
      return Float32Array.from(values as Uint16Array, halfToNumber);
    default:
      throw new SafetensorsTensorError(
        tensor.name,
        `its type is ${tensor.dtype}, which is no real floating-point number of 16 bits or more`,
        'Read it with tensorValues, or export it as F32.',
      );
  }
}

/** The number that 16 bits stand for (IEEE 754 binary16). */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
