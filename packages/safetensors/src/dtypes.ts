import { SafetensorsTensorError } from './errors';

/** Bits of one element, for every type that the reference implementation knows (`Dtype` in its `tensor.rs`). */
const BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** Type of a tensor's elements, as safetensors writes it. */
export type Dtype = keyof typeof BITS;

/** Whether a header's word is a {@link Dtype}. */
export function isDtype(word: unknown): word is Dtype {
  return typeof word === 'string' && Object.hasOwn(BITS, word);
}

/** Bits of one element. */
export function bitsOf(dtype: Dtype): number {
  return BITS[dtype];
}

const ARRAYS = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  I16: Int16Array,
  U16: Uint16Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  C64: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
} as const;

/** What {@link tensorValues} gives. */
export type TensorValues = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;

/** A tensor's name, type and bytes. */
interface Raw {
  readonly name: string;
  readonly dtype: Dtype;
  readonly bytes: Uint8Array;
}

/**
 * A copy of a tensor's elements in the typed array of their type. F16 and BF16, which JavaScript has no array for, stay
 * bits in a `Uint16Array` ({@link float32Values} converts them), C64 is real and imaginary parts in turn, and types of
 * eight bits or fewer without an array of their own are bytes.
 */
export function tensorValues({ dtype, bytes }: Raw): TensorValues {
  // A copy, since a view must start at a multiple of the element's size. (Not `slice`: a Buffer's is a view.) The format
  // is little-endian, as is every platform that runs JavaScript today.
  const { buffer } = new Uint8Array(bytes);
  const Values = (ARRAYS as Partial<Record<Dtype, (typeof ARRAYS)[keyof typeof ARRAYS]>>)[dtype] ?? Uint8Array;
  return new Values(buffer);
}

/**
 * A copy of a tensor's elements as float32. F16 and BF16 are exact; F64 is rounded to the nearest, and becomes infinite
 * beyond the range of float32.
 *
 * @throws {@link SafetensorsTensorError} for other types than F32, F16, BF16 and F64
 */
export function float32Values(tensor: Raw): Float32Array<ArrayBuffer> {
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
