import { copyFileSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../../test/browser/chromium';
import type { BatchOptions } from '../../src/batches/batch-options';
import type { BrowserOpenOptions } from '../../src/browser/open-volumes';
import { createVolumes } from '../../src/hdf5/volume-writer';
import { openVolumes, parseLabels, scanStudy, VIEWS, type VolumeFile, writeVolumes } from '../../src/index';
import { labelCsv, temporaryFolder, writeStudy } from '../support';
import { type Fault, type FileServer, serveFiles, wholeOf } from './serve-files';
import { pageFiles, workerFile } from './test-page';

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';

describe.skipIf(!executable)(`volumes in a page in Chromium${why}`, () => {
  const root = temporaryFolder();
  const small = join(root, 'small.h5');
  const far = join(root, 'far 한글.h5');
  const truncated = join(root, 'truncated.h5');
  const damaged = join(root, 'damaged.h5');
  const big = join(root, 'big.h5');
  const indices = ['1001', '1002', '1003', '1004', '1005'];
  /** Volumes of `big`: together more than 500 MB. */
  const count = 260;
  const faults: Record<string, Fault> = {};
  /** What `other` was sent. */
  const cookies = new Set<string | undefined>();
  let node: VolumeFile;
  let browser: Browser;
  let page: Page;
  let server: FileServer;
  /** Another origin. */
  let other: FileServer;
  let closed: FileServer;

  beforeAll(async () => {
    const { patients } = await scanStudy(await writeStudy(join(root, 'study'), indices));
    await writeVolumes(small, patients, { size: 16, labels: await parseLabels(labelCsv(indices)) });
    const bytes = readFileSync(small);
    writeFileSync(truncated, bytes.subarray(0, bytes.length - 100));
    // The second zlib stream: chunks are compressed with level 4, whose header is 78 5e.
    const second = bytes.indexOf(Buffer.from([0x78, 0x5e]), bytes.indexOf(Buffer.from([0x78, 0x5e])) + 1);
    writeFileSync(damaged, bytes.fill(0xaa, second + 10, second + 60));
    // HDF5 looks for its header at 0, 512, 1024 and so on (File Format Specification 3.0, II.A), here behind 4 GiB.
    copyFileSync(small, far);
    truncateSync(far, 0);
    truncateSync(far, 2 ** 32);
    writeSync(openSync(far, 'r+'), readFileSync(small), 0, statSync(small).size, 2 ** 32);
    await writeBig(big, count);
    node = await openVolumes(small);

    const worker = { type: 'text/javascript', content: readFileSync(workerFile) };
    const files = { '/small.h5': small, '/far.h5': far, '/truncated.h5': truncated, '/damaged.h5': damaged };
    server = await serveFiles({
      files: {
        ...(await pageFiles()),
        '/generated/volume-worker.js': worker,
        ...{ ...files, '/big.h5': big, '/moved/worker.js': worker },
        ...{ '/text.h5': { type: 'text/plain', content: 'Index,A' }, '/empty.h5': { type: 'text/plain', content: '' } },
        '/page.h5': { type: 'text/html', content: '<!doctype html><title>Not here</title>' },
      },
      faults,
    });
    const headers = {
      'access-control-allow-origin': server.origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'content-range, etag',
    };
    const note: Fault = (request) => !cookies.add(request.headers.cookie);
    const files2 = { '/small.h5': small, '/worker.js': worker };
    other = await serveFiles({ files: files2, headers, faults: { '/small.h5': note } });
    closed = await serveFiles({ files: { '/small.h5': small } });
    browser = await startChromium(executable!);
    page = await browser.newPage();
    await open(page);
  });
  afterAll(async () => {
    node?.close();
    await browser?.close();
    for (const it of [server, other, closed]) it?.close();
  });
  beforeEach(() => {
    for (const path of Object.keys(faults)) delete faults[path];
    server.forget();
  });

  async function open(target: Page): Promise<void> {
    await target.goto(server.origin);
    await target.waitForFunction(() => document.title === 'ready');
  }

  /** What a page gets to know of a file, and volume `at` of it. */
  function read(url: string | string[], at: number, options: BrowserOpenOptions = {}) {
    return page.evaluate(
      async ([url, at, options]) => {
        try {
          const volumes = await io.openVolumes(url, options);
          const { path, length, shape, dtype, index, labelNames, views, labels } = volumes;
          const stored = await volumes.read(at);
          const unit = await volumes.readFloat(at);
          volumes.close();
          const labelRows = labels?.values.map((row) => [...row]);
          const header = { path, length, shape, dtype, index, labelNames, views, labelRows };
          return {
            header,
            kind: stored.constructor.name,
            stored: [...stored.slice(0, 2048)],
            unit: [...unit.slice(0, 2048)],
          };
        } catch (error) {
          const known = io.isAngioIoError(error) && error instanceof io[error.tag as 'HttpError'];
          return { ...(error as object), message: (error as Error).message, known };
        }
      },
      [url, at, options] as const,
    );
  }

  test('a small file by URL: the header, a volume, and the errors of arguments', async () => {
    const { path: _, ...header } = {
      ...{ path: node.path, length: 5, shape: node.shape, dtype: 'uint8', index: indices },
      ...{ labelNames: node.labelNames, views: VIEWS, labelRows: node.labels!.values.map((row) => [...row]) },
    };
    expect(await read('/small.h5?key=secret', 3)).toEqual({
      header: { ...header, path: `${server.origin}/small.h5` },
      kind: 'Uint8Array',
      stored: [...node.read(3)],
      unit: [...node.readFloat(3)],
    });
    expect(await read('small.h5', 5)).toMatchObject({ tag: 'OptionError', option: 'at', known: true });
    expect(await read('http://', 0)).toMatchObject({ tag: 'OptionError', option: 'source' });
    expect(await read('small.h5', 0, { retries: -1 })).toMatchObject({ tag: 'OptionError', option: 'retries' });
  });

  test.each<BatchOptions>([
    { batchSize: 2 },
    { batchSize: 2, dtype: 'uint8', prefetch: 0 },
    { batchSize: 3, prefetch: 4, shuffle: true, seed: 5, augment: { flip: 0.5, rotate: 5, noise: 0.01 } },
  ])('the same batches as in Node: %j', async (options) => {
    const found = await page.evaluate(async (options) => {
      const volumes = await io.openVolumes('/small.h5');
      const batches = [];
      for await (const { x, y, ...rest } of volumes.batches(options)) {
        batches.push({ ...rest, kind: x.constructor.name, x: [...x], y: [...y!] });
      }
      volumes.close();
      return batches;
    }, options);
    const expected = [];
    for await (const { x, y, ...rest } of node.batches(options)) {
      expected.push({ ...rest, kind: x.constructor.name, x: [...x], y: [...y!] });
    }
    expect(found).toEqual(expected);
  });

  test('a file of over 500 MB: single volumes, of which less than 5 % of the file is loaded', async () => {
    const { size } = statSync(big);
    expect(size).toBeGreaterThan(500e6);
    const found = await page.evaluate(async () => {
      const volumes = await io.openVolumes('/big.h5');
      const first: number[][] = [];
      const sums: number[] = [];
      for (const at of [0, 137, volumes.length - 1]) {
        const volume = await volumes.read(at);
        first.push([...volume.slice(0, 2)]);
        sums.push((volume as Float32Array).reduce((sum, value) => sum + value, 0));
      }
      volumes.close();
      return { first, sums, length: volumes.length, last: volumes.index.at(-1) };
    });
    expect(found).toMatchObject({ length: count, last: String(1000 + count - 1) });
    const ours = await openVolumes(big);
    for (const [row, at] of [0, 137, count - 1].entries()) {
      const volume = ours.read(at);
      expect(found.first[row]).toEqual([...volume.slice(0, 2)]);
      expect(found.sums[row]).toBe((volume as Float32Array).reduce((sum, value) => sum + value, 0));
    }
    ours.close();
    const loaded = server.requests.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(loaded / size).toBeLessThan(0.05);
    expect(server.requests.length).toBeLessThan(40);
  });

  test.each([
    ['over 500 MB', () => big, count],
    ['beyond 4 GiB', () => far, 5],
  ])('a chosen file of %s', async (_, path, length) => {
    await page.setInputFiles('input', path());
    const found = await page.evaluate(async () => {
      const [file] = document.querySelector('input')!.files!;
      const volumes = await io.openVolumes(file!);
      const values = [...(await volumes.read(volumes.length - 1)).slice(0, 50)];
      volumes.close();
      return { path: volumes.path, length: volumes.length, values };
    });
    const ours = await openVolumes(path());
    expect(found).toEqual({
      path: path().slice(root.length + 1),
      length,
      values: [...ours.read(length - 1).slice(0, 50)],
    });
    ours.close();
  });

  test('several files as one, and a file of someone else’s', async () => {
    expect(await read([], 0)).toMatchObject({ tag: 'OptionError', option: 'source' });
    expect(await read(['/small.h5', '/far.h5'], 0)).toMatchObject({ tag: 'RepeatedPatientError', known: true });
    const twice = await read(['/small.h5', '/far.h5'], 8, { duplicates: 'keep' });
    expect(twice).toMatchObject({ header: { length: 10 }, stored: [...node.read(3)] });
    const scaled = await read('/small.h5', 3, { volumes: 'volumes', scale: 510 });
    expect(scaled).toMatchObject({ unit: Array.from(node.read(3), (value) => Math.fround(value / 510)) });
    expect(await read('/small.h5', 3, { volumes: 'none' })).toMatchObject({ tag: 'NotVolumesError', known: true });
  });

  test('bytes in memory, and positions beyond 4 GiB by URL', async () => {
    const found = await page.evaluate(async () => {
      const volumes = await io.openVolumes(
        await (await fetch('/small.h5', { headers: { range: 'bytes=0-99999999' } })).blob(),
      );
      return [volumes.path, ...(await volumes.read(4))];
    });
    expect(found).toEqual(['Blob', ...node.read(4)]);
    expect(await read('/far.h5', 4)).toMatchObject({ stored: [...node.read(4)] });
  });

  test('what is read again comes from the cache, unless there is none', async () => {
    const again = async (cacheBytes: number) => {
      server.forget();
      await page.evaluate(async (cacheBytes) => {
        const volumes = await io.openVolumes('/big.h5', { cacheBytes });
        for (const at of [7, 8, 7, 8]) await volumes.read(at);
        volumes.close();
      }, cacheBytes);
      return server.requests.filter(({ bytes }) => bytes > 1e6).length;
    };
    expect(await again(2 ** 25)).toBe(2);
    expect(await again(0)).toBe(4);
  });

  describe('what may go wrong has a name', () => {
    test('no such file, no right to it', async () => {
      const path = `${server.origin}/none.h5`;
      expect(await read('/none.h5?key=secret', 0)).toMatchObject({ tag: 'HttpError', status: 404, path, known: true });
      faults['/small.h5'] = (request, response) => {
        if (request.headers.authorization === 'Bearer 1') return false;
        response.writeHead(401).end();
        return true;
      };
      expect(await read('/small.h5', 0)).toMatchObject({ tag: 'HttpError', status: 401 });
      const headers = { Authorization: 'Bearer 1' };
      expect(await read('/small.h5', 0, { headers })).toMatchObject({ kind: 'Uint8Array' });
    });

    test('a server without ranges: a small file is loaded whole, a larger one is refused', async () => {
      faults['/small.h5'] = wholeOf(small);
      expect(await read('/small.h5', 2)).toMatchObject({ stored: [...node.read(2)] });
      const limited = await read('/small.h5', 2, { wholeFileLimit: 1000 });
      expect(limited).toMatchObject({ tag: 'RangesUnsupportedError', limit: 1000, known: true });
      faults['/small.h5'] = (_request, response) => {
        // Chunked, so that the size is not announced.
        response.writeHead(200).write(readFileSync(small));
        response.end();
        return true;
      };
      expect(await read('/small.h5', 2, { wholeFileLimit: 1000 })).toMatchObject({ tag: 'RangesUnsupportedError' });
    });

    test('not HDF5, empty, truncated, damaged', async () => {
      const cases: [string, string, string][] = [
        ['/text.h5', 'NotHdf5Error', '49 6e 64 65 78'],
        ['/page.h5', 'NotHdf5Error', 'an HTML page'],
        ['/empty.h5', 'NotHdf5Error', 'an empty file'],
        ['/truncated.h5', 'TruncatedFileError', `${statSync(truncated).size} bytes of ${statSync(small).size}`],
        ['/damaged.h5', 'CorruptVolumeError', 'volume 1 (patient 1002)'],
      ];
      for (const [url, tag, text] of cases) {
        expect(await read(url, 1)).toMatchObject({ tag, message: expect.stringContaining(text), known: true });
      }
      expect(await read('/damaged.h5', 0)).toMatchObject({ kind: 'Uint8Array' });
    });

    test('a file that changes while it is open', async () => {
      const changes: Fault[] = [
        (_request, response, count) => {
          response.setHeader('etag', count > 1 ? '"2"' : '"1"');
          return false;
        },
        (_request, response, count) => {
          response.setHeader('etag', '"1"');
          if (count > 1) response.setHeader('content-range', 'bytes 65536-131071/77');
          return false;
        },
        (_request, response, count) => {
          if (count > 1) response.writeHead(416).end();
          return count > 1;
        },
      ];
      for (const [at, fault] of changes.entries()) {
        faults['/big.h5'] = fault;
        server.forget();
        // Another name for each, of which the browser has kept nothing.
        expect(await read(`/big.h5?${at}`, 0), `change ${at}`).toMatchObject({
          tag: 'SourceChangedError',
          known: true,
        });
      }
    });

    test('a lost connection, a busy server and a cut answer are tried again, a bounded number of times', async () => {
      const lose: Fault = (request) => {
        request.socket.destroy();
        return true;
      };
      const busy: Fault = (_request, response) => {
        response.writeHead(503).end();
        return true;
      };
      const cut: Fault = (_request, response) => {
        response.writeHead(206, { 'content-range': 'bytes 0-65535/545263616', 'content-length': 65536 });
        response.write('x', () => response.destroy());
        return true;
      };
      for (const fault of [lose, busy, cut]) {
        faults['/big.h5'] = (request, response, count) => count === 2 && fault(request, response, count);
        server.forget();
        expect(await read('/big.h5', 1)).toMatchObject({ kind: 'Float32Array' });
      }
      faults['/big.h5'] = (request, response, count) => count > 1 && lose(request, response, count);
      server.forget();
      const lost = await read('/big.h5', 1, { retries: 1 });
      expect(lost).toMatchObject({ tag: 'NetworkError', attempts: 2, message: expect.stringContaining('CORS') });
      faults['/big.h5'] = busy;
      expect(await read('/big.h5', 1, { retries: 0 })).toMatchObject({ tag: 'HttpError', status: 503 });
    });

    test('a server that never answers', async () => {
      for (const from of [1, 2]) {
        faults['/big.h5'] = (_request, _response, count) => count >= from;
        server.forget();
        const found = await read('/big.h5', 1, { timeout: 300, retries: 0 });
        expect(found).toMatchObject({ tag: 'NetworkError', known: true });
      }
    });

    test('another origin, with and without its leave', async () => {
      expect(await read(`${other.origin}/small.h5`, 0)).toMatchObject({ kind: 'Uint8Array' });
      const refused = await read(`${closed.origin}/small.h5`, 0, { retries: 0 });
      expect(refused).toMatchObject({ tag: 'NetworkError', message: expect.stringContaining('Access-Control-Allow') });
    });
  });

  test('cookies go to another origin only if they are to', async () => {
    await page.context().addCookies([{ name: 'test', value: '1', url: server.origin }]);
    for (const [options, cookie] of [
      [{}, undefined],
      [{ credentials: 'include' }, 'test=1'],
    ] as const) {
      cookies.clear();
      expect(await read(`${other.origin}/small.h5`, 0, options)).toMatchObject({ kind: 'Uint8Array' });
      expect(cookies).toEqual(new Set([cookie]));
    }
  });

  describe('the worker', () => {
    test('from another place, from another origin, or made by the caller', async () => {
      expect(await read('/small.h5', 0, { workerUrl: '/moved/worker.js' })).toMatchObject({ kind: 'Uint8Array' });
      expect(await read('/small.h5', 0, { workerUrl: `${other.origin}/worker.js` })).toMatchObject({
        kind: 'Uint8Array',
      });
      const made = await page.evaluate(async () => {
        let calls = 0;
        const worker = () => {
          calls++;
          return new Worker('/moved/worker.js');
        };
        const volumes = await io.openVolumes('/small.h5', { worker });
        await volumes.read(0);
        volumes.close();
        return calls;
      });
      expect(made).toBe(1);
    });

    test('that is not there, or that dies, is a named error', async () => {
      const none = await read('/small.h5', 0, { workerUrl: '/none.js' });
      expect(none).toMatchObject({ tag: 'WorkerError', known: true, message: expect.stringContaining('workerUrl') });
      const died = await page.evaluate(async () => {
        const workers: Worker[] = [];
        const worker = () => workers[workers.push(new Worker('/moved/worker.js')) - 1]!;
        const volumes = await io.openVolumes('/small.h5', { worker });
        const reading = volumes.read(0);
        workers[0]!.dispatchEvent(new ErrorEvent('error', { message: 'out of memory', cancelable: true }));
        const error = await reading.catch((error: Error) => error);
        // The next one is another one.
        const { length } = await volumes.read(0);
        volumes.close();
        return { ...error, length, workers: workers.length };
      });
      expect(died).toMatchObject({ tag: 'WorkerError', length: 2048, workers: 2 });
    });

    test('ends with close(), and what is asked then fails', async () => {
      const found = await page.evaluate(async () => {
        const volumes = await io.openVolumes('/small.h5');
        const reading = volumes.read(0);
        volumes.close();
        volumes.close();
        const tags = [];
        for (const call of [() => reading, () => volumes.read(1), () => volumes.batches().next()]) {
          tags.push(await call().catch((error: { tag: string }) => error.tag));
        }
        return tags;
      });
      expect(found).toEqual(['ClosedFileError', 'ClosedFileError', 'ClosedFileError']);
    });
  });

  test('a signal and break end the reading of batches', async () => {
    const found = await page.evaluate(async () => {
      const volumes = await io.openVolumes('/small.h5');
      for await (const _ of volumes.batches({ batchSize: 1 })) break;
      const controller = new AbortController();
      const batches = volumes.batches({ batchSize: 1, signal: controller.signal });
      await batches.next();
      controller.abort(new Error('enough'));
      const reason = await batches.next().catch((error: Error) => error.message);
      const { length } = await volumes.read(0);
      volumes.close();
      return [reason, length];
    });
    expect(found).toEqual(['enough', 2048]);
  });
});

/** A float32 file without compression, whose volumes differ. */
async function writeBig(path: string, count: number): Promise<void> {
  const size = 256;
  const layout = { size, dtype: 'float32', compression: 0, views: VIEWS, indexWidth: 5, recipe: {} } as const;
  const writer = await createVolumes(path, { ...layout, labelNames: undefined });
  const volume = new Uint8Array(size * size * VIEWS.length);
  for (let at = 0; at < count; at++) {
    for (let value = at; value < volume.length; value += 97) volume[value] = (value + at) % 256;
    writer.append({ index: String(1000 + at), volume, labels: undefined });
  }
  writer.finish();
  writer.close();
}
