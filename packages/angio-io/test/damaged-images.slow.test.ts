import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { decodeAngiogram } from '../src/images/decode-angiogram';
import { isAngioIoError } from '../src/index';
import { temporaryFolder } from './support';

const fixtures = fileURLToPath(new URL('./fixtures/images/', import.meta.url));
const root = temporaryFolder();
const images = readdirSync(fixtures).filter((name) => /\.(jpg|png|tif|webp|bmp)$/.test(name));

/** Not every place: that would take half an hour. A prime, so that it falls on all bytes of the words of a table. */
const STEP = 11;

/** The image's values, or undefined if it is refused with a named error; anything else fails the test. */
async function decode(bytes: Uint8Array): Promise<Buffer | undefined> {
  const path = join(root, 'image');
  writeFileSync(path, bytes);
  const how = { patient: '1001', view: 'LI-A', size: 16, kernel: 'lanczos3', failOn: 'warning' } as const;
  try {
    return Buffer.from(await decodeAngiogram({ path, ...how, range: 'stored', page: 0 }));
  } catch (error) {
    if (!isAngioIoError(error, 'UnreadableImageError')) throw error;
    return undefined;
  }
}

test.each(images)('%s cut off anywhere is refused, or nothing of the image was lost', async (name) => {
  const bytes = readFileSync(join(fixtures, name));
  const whole = await decode(bytes);
  for (let length = 0; length < bytes.length; length += length > bytes.length - 24 ? 1 : STEP) {
    const found = await decode(bytes.subarray(0, length));
    if (found !== undefined) expect(found.equals(whole!), `${name} cut to ${length} of ${bytes.length}`).toBe(true);
  }
});

test.each(images)('%s with any byte changed gives an image or a named error', async (name) => {
  const bytes = readFileSync(join(fixtures, name));
  const whole = await decode(bytes);
  // A PNG file has a checksum on everything but what it has been turned by.
  const isChecked = name.endsWith('.png') && !name.startsWith('orientation');
  for (let at = 0; at < bytes.length; at += STEP) {
    const changed = Uint8Array.from(bytes);
    changed[at]! ^= 0xff;
    const found = await decode(changed);
    if (found && isChecked) expect(found.equals(whole!), `${name}, byte ${at}`).toBe(true);
  }
});
