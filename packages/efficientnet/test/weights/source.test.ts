import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InvalidOptionError, WeightsSourceError } from '../../src/index';
import { readSource } from '../../src/weights/source';

const CONTENT = Uint8Array.of(1, 2, 3, 4);
let folder: string;
let path: string;
let server: Server;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-source-'));
  path = join(folder, 'w ü.h5');
  await writeFile(path, CONTENT);
  server = createServer(({ url }, response) => {
    if (url === '/w.h5') response.end(CONTENT);
    else if (url === '/cut') {
      response.writeHead(200, { 'content-length': '10' }).write('abc');
      setTimeout(() => response.destroy(), 50);
    } else if (url === '/slow') setTimeout(() => response.end(CONTENT), 60_000).unref();
    else response.writeHead(url === '/private' ? 403 : 404).end('<html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

test('a path, URLs, and bytes in every wrapping', async () => {
  const buffer = CONTENT.slice().buffer;
  const file = new File([CONTENT], 'mine.h5');
  const data = `data:application/octet-stream;base64,${Buffer.from(CONTENT).toString('base64')}`;
  const sources = [path, pathToFileURL(path), pathToFileURL(path).href, `${base}/w.h5`, new URL(`${base}/w.h5`), data];
  for (const source of [...sources, buffer, CONTENT, new Blob([CONTENT]), file]) {
    const { bytes } = await readSource(source, undefined);
    expect([...bytes], String(source)).toEqual([...CONTENT]);
  }
  expect((await readSource(file, undefined)).label).toBe('mine.h5');
});

test('a file that is not there', async () => {
  const missing = join(folder, 'none.h5');
  const error = await readSource(missing, undefined).catch((error) => error);
  expect(error).toBeInstanceOf(WeightsSourceError);
  expect(error.message).toContain(`${missing}: there is no such file`);
  await expect(readSource(folder, undefined)).rejects.toThrow(/cannot be read/);
});

test('the HTTP status, and what to do', async () => {
  await expect(readSource(`${base}/none`, undefined)).rejects.toMatchObject({ tag: 'WeightsSource', status: 404 });
  await expect(readSource(`${base}/none`, undefined)).rejects.toThrow(/answered 404 Not Found\. Check the address/);
  await expect(readSource(`${base}/private`, undefined)).rejects.toThrow(/403 .*login or permission/);
});

test('a download that breaks off, and a server that is not there', async () => {
  await expect(readSource(`${base}/cut`, undefined)).rejects.toThrow(WeightsSourceError);
  await expect(readSource('http://127.0.0.1:1/w.h5', undefined)).rejects.toThrow(/the download failed/);
});

test('a signal stops a download', async () => {
  const controller = new AbortController();
  const reading = readSource(`${base}/slow`, controller.signal);
  controller.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
});

test('anything else is refused', async () => {
  await expect(readSource(7 as never, undefined)).rejects.toThrow(InvalidOptionError);
  await expect(readSource([1, 2] as never, undefined)).rejects.toThrow(/a path, URL, ArrayBuffer/);
});
