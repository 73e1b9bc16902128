/** Bytes before the first element of a file that has a preamble: 128 of any value, then DICM (PS3.10 7.1). */
export const PREAMBLE = 132;

/**
 * Whether a file is DICOM: `DICM` at byte 128, or, without a preamble, a first element of group 0002 or 0008 whose
 * value representation or length is plausible.
 *
 * @param bytes the file, or at least its first 132 bytes
 */
export function isDicom(bytes: Uint8Array): boolean {
  return hasPreamble(bytes) || beginsWithElement(bytes);
}

export function hasPreamble(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(PREAMBLE - 4, PREAMBLE)) === 'DICM';
}

function beginsWithElement(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = bytes[0] !== 0;
  const group = view.getUint16(0, little);
  const element = view.getUint16(2, little);
  // The elements that a group begins with in practice: its length, up to Image Type (0008,0008) or SOP Class (0008,0016).
  if ((group !== 0x0002 && group !== 0x0008) || element > 0x0018) return false;
  if (FIRST_VR.has(String.fromCharCode(bytes[4]!, bytes[5]!))) return true;
  return little && group === 0x0008 && view.getUint32(4, true) <= MAX_FIRST_LENGTH;
}

/** Value representations of those elements. */
const FIRST_VR = new Set(['UL', 'OB', 'UI', 'CS', 'DA', 'TM', 'DT', 'LO']);
/** No first element of a data set with implicit VR is longer than a few UIDs. */
const MAX_FIRST_LENGTH = 1024;
