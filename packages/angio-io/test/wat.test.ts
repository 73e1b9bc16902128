import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeFiles } from '../scripts/build-wat';

test('the code of WebAssembly programs is made from their sources as they are now (npx tsx scripts/build-wat.ts)', async () => {
  const files = await codeFiles();
  expect(files.size).toBe(2);
  for (const [path, text] of files) expect(readFileSync(path, 'utf8')).toBe(text);
});
