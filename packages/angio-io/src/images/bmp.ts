/** An image as red, green and blue, a byte each, row by row from the top. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Decode a BMP file: 1, 4, 8, 16, 24 or 32 bits a pixel, palettes, bit fields, run lengths (RLE4, RLE8), rows from the
 * bottom or the top, headers from OS/2 1 to version 5. An alpha channel is dropped. ([MS-WMF] 2.2.2.3–2.2.2.9; the run
 * lengths in 3.1.6.)
 *
 * Own code, because libvips reads no BMP and the libraries on npm return false values for common files: palettes are
 * not applied, the place of the pixels is not looked up, odd widths of 4 bits end after one row.
 *
 * @throws Error that says what is wrong
 */
export function decodeBmp(bytes: Uint8Array): RgbImage {
  const header = bmpHeader(bytes);
  const { width, height, bits, compression } = header;
  if (compression === RLE8 || compression === RLE4) {
    return paint(header, new Palette(bytes, header), unpackRuns(bytes, header));
  }
  const stride = Math.ceil((width * bits) / 32) * 4;
  const end = header.pixels + stride * height;
  if (bytes.length < end) throw new Error(`the file has ${bytes.length} bytes of ${end}`);
  if (bits <= 8) return paint(header, new Palette(bytes, header), unpackIndices(bytes, header, stride));
  return paint(header, new Fields(bytes, header), unpackWords(bytes, header, stride));
}

/** The parts of a BMP file's header that matter. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly colours: number;
  /** Where the header ends. */
  readonly end: number;
  /** Whether it is the one of OS/2 1, with numbers of two bytes and colours of three. */
  readonly core: boolean;
  /** Where the pixels begin. */
  readonly pixels: number;
}

const [RGB, RLE8, RLE4, BITFIELDS, ALPHABITFIELDS] = [0, 1, 2, 3, 6];
/** What each compression can hold. */
const BITS: Record<number, readonly number[]> = {
  [RGB!]: [1, 4, 8, 16, 24, 32],
  [RLE8!]: [8],
  [RLE4!]: [4],
  [BITFIELDS!]: [16, 32],
  [ALPHABITFIELDS!]: [16, 32],
};
/** As many as sharp decodes: 16,383 × 16,383. */
const MAX_PIXELS = 0x3fff ** 2;
/** As long as a JPEG image's side can be; nothing shrinks a much longer one. */
const MAX_SIDE = 65_535;

/** What the header of a BMP file says.
 *
 * @throws Error that says what is wrong
 */
export function bmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < 26) throw new Error('the header is cut off');
  const view = viewOf(bytes);
  const length = view.getUint32(14, true);
  const core = length === 12;
  if (!core && (length < 40 || bytes.length < 14 + length)) throw new Error(`a header of ${length} bytes`);
  const rows = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const header = {
    width: core ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(rows),
    topDown: rows < 0,
    bits: view.getUint16(core ? 24 : 28, true),
    compression: core ? RGB! : view.getUint32(30, true),
    colours: core ? 0 : view.getUint32(46, true),
    end: 14 + length,
    core,
    pixels: view.getUint32(10, true),
  };
  const { width, height, bits, compression } = header;
  if (!BITS[compression]?.includes(bits)) throw new Error(`${bits} bits a pixel with compression ${compression}`);
  if (width < 1 || height < 1 || Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new Error(`${width} × ${rows} pixels`);
  }
  if (header.pixels < header.end) throw new Error(`pixels that begin at byte ${header.pixels}, inside the header`);
  return header;
}

/** What turns a stored number into a colour. */
interface Colours {
  write(value: number, target: Uint8Array, at: number): void;
}

class Palette implements Colours {
  readonly #entries: Uint8Array;
  readonly #size: number;

  constructor(bytes: Uint8Array, { end, pixels, core, colours, bits }: BmpHeader) {
    this.#size = core ? 3 : 4;
    const count = Math.min(colours || 2 ** bits, 2 ** bits, Math.floor((pixels - end) / this.#size));
    this.#entries = bytes.subarray(end, end + count * this.#size);
  }

  write(value: number, target: Uint8Array, at: number): void {
    const from = value * this.#size;
    if (from + this.#size > this.#entries.length) throw new Error(`colour ${value}, which its palette does not have`);
    // Blue comes first.
    for (let part = 0; part < 3; part++) target[at + part] = this.#entries[from + 2 - part]!;
  }
}

class Fields implements Colours {
  readonly #masks: readonly number[];

  constructor(bytes: Uint8Array, { bits, compression, core }: BmpHeader) {
    const view = viewOf(bytes);
    // They follow the first 40 bytes of the header, or are part of a longer one.
    if (compression === RGB || core) this.#masks = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
    else if (bytes.length < 66) throw new Error('the header is cut off');
    else this.#masks = [54, 58, 62].map((at) => view.getUint32(at, true));
    if (this.#masks.some((mask) => !/^1+0*$/.test(mask.toString(2)))) throw new Error('colour masks with holes');
  }

  write(value: number, target: Uint8Array, at: number): void {
    for (let part = 0; part < 3; part++) {
      const mask = this.#masks[part]!;
      const shift = Math.clz32(mask & -mask) ^ 31;
      const most = mask >>> shift;
      target[at + part] = Math.round((((value & mask) >>> shift) * 255) / most);
    }
  }
}

/** Stored numbers, row by row as they come in the file, to colours from the top. */
function paint({ width, height, topDown }: BmpHeader, colours: Colours, values: ArrayLike<number>): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const to = (topDown ? row : height - 1 - row) * width;
    for (let x = 0; x < width; x++) colours.write(values[from + x]!, data, (to + x) * 3);
  }
  return { width, height, data };
}

function unpackIndices(bytes: Uint8Array, { width, height, bits, pixels }: BmpHeader, stride: number): Uint8Array {
  const values = new Uint8Array(width * height);
  const perByte = 8 / bits;
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const byte = bytes[pixels + row * stride + Math.floor(x / perByte)]!;
      values[row * width + x] = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    }
  }
  return values;
}

function unpackWords(bytes: Uint8Array, { width, height, bits, pixels }: BmpHeader, stride: number): Uint32Array {
  const values = new Uint32Array(width * height);
  const size = bits / 8;
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const at = pixels + row * stride + x * size;
      for (let byte = size - 1; byte >= 0; byte--)
        values[row * width + x] = values[row * width + x]! * 256 + bytes[at + byte]!;
    }
  }
  return values;
}

/** Run lengths to indices; pixels that are skipped are 0. */
function unpackRuns(bytes: Uint8Array, { width, height, compression, pixels }: BmpHeader): Uint8Array {
  const values = new Uint8Array(width * height);
  const [END_OF_LINE, END_OF_BITMAP, DELTA] = [0, 1, 2];
  const nibbles = compression === RLE4;
  let [at, x, row] = [pixels, 0, 0];
  const next = () => {
    if (at >= bytes.length) throw new Error('the file ends in the middle of the image');
    return bytes[at++]!;
  };
  const put = (value: number) => {
    if (x >= width || row >= height) throw new Error(`a run that leaves the image in row ${row}`);
    values[row * width + x++] = value;
  };
  for (;;) {
    const [count, second] = [next(), next()];
    if (count > 0) {
      for (let i = 0; i < count; i++) put(nibbles ? (i % 2 === 0 ? second >> 4 : second & 15) : second);
    } else if (second === END_OF_BITMAP) {
      return values;
    } else if (second === END_OF_LINE) {
      x = 0;
      row++;
    } else if (second === DELTA) {
      x += next();
      row += next();
    } else {
      let byte = 0;
      for (let i = 0; i < second; i++) {
        if (!nibbles || i % 2 === 0) byte = next();
        put(nibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      // Such a run fills whole words of two bytes.
      if ((nibbles ? Math.ceil(second / 2) : second) % 2 === 1) next();
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
