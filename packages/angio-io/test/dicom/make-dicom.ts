/** A data element: group and number, VR, value. */
export type MadeElement = readonly [tag: number, vr: string, value: string | readonly number[] | Uint8Array];

/** A DICOM file with explicit VR little endian; a length of its own makes the pixels encapsulated. */
export function makeDicom(elements: readonly MadeElement[], transferSyntaxUid = '1.2.840.10008.1.2.1'): Uint8Array {
  const body = [[0x00020010, 'UI', transferSyntaxUid] as const, ...elements].flatMap(element);
  return Uint8Array.from([...new Array(128).fill(0), ...text('DICM'), ...body]);
}

/** The elements of a grey image. */
export function greyElements(rows: number, columns: number, bits: number, more: readonly MadeElement[] = []) {
  const own: MadeElement[] = [
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', [rows]],
    [0x00280011, 'US', [columns]],
    [0x00280100, 'US', [bits <= 8 ? 8 : bits <= 16 ? 16 : 32]],
    [0x00280101, 'US', [bits]],
    [0x00280102, 'US', [bits - 1]],
    [0x00280103, 'US', [0]],
  ];
  const tags = new Set(more.map(([tag]) => tag));
  return [...own.filter(([tag]) => !tags.has(tag)), ...more].sort(([a], [b]) => a - b);
}

/** Encapsulated pixels: an empty offset table and these fragments (PS3.5 A.4). */
export function fragments(parts: readonly (readonly number[])[]): Uint8Array {
  const items = [[], ...parts].flatMap((part) => [...short(0xfffe), ...short(0xe000), ...long(part.length), ...part]);
  return Uint8Array.from([...items, ...short(0xfffe), ...short(0xe0dd), ...long(0)]);
}

function element([tag, vr, value]: MadeElement): number[] {
  const bytes =
    typeof value === 'string'
      ? text(value.length % 2 ? `${value}${vr === 'UI' ? '\0' : ' '}` : value)
      : vr === 'US'
        ? [...value].flatMap(short)
        : [...value];
  const head = [...short(tag >>> 16), ...short(tag & 0xffff), ...text(vr)];
  if (!['OB', 'OW', 'UN'].includes(vr)) return [...head, ...short(bytes.length), ...bytes];
  // Encapsulated pixels begin with an item.
  const length = vr === 'OB' && bytes[0] === 0xfe && bytes[1] === 0xff ? 0xffffffff : bytes.length;
  return [...head, 0, 0, ...long(length), ...bytes];
}

const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));
const short = (value: number) => [value & 255, value >>> 8];
const long = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
