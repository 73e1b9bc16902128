/**
 * What turns an element's bytes into text under a Specific Character Set (0008,0005), PS3.3 C.12.1.1.2. With several
 * values (code extensions) the last one decides, whose encoding includes ASCII; its escape sequences are taken out
 * where the decoder does not take them itself. An unknown set is read as Latin-1, in which no byte is lost.
 */
export function characterDecoder(sets: readonly string[]): (bytes: Uint8Array) => string {
  const set = sets.at(-1)?.replace(/^ISO 2022 /, 'ISO_') ?? '';
  const label = ENCODINGS[set] ?? 'latin1';
  const decoder = new TextDecoder(label);
  const plain = label === 'iso-2022-jp' ? (text: string) => text : (text: string) => text.replace(ESCAPE, '');
  return (bytes) => plain(decoder.decode(bytes));
}

/** ISO 2022 escape sequences: ESC, intermediate bytes, a final byte. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ESCAPE = /\x1b[ -/]*[0-~]/g;

/** Defined terms to the labels of the Encoding Standard. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 87': 'iso-2022-jp',
  'ISO_IR 159': 'iso-2022-jp',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gbk',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};
