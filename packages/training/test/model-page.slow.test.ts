import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../test/browser/chromium';
import { loadModel, saveModel } from '../src';
import { batchFor, bitsOf, customModels, scoresOf } from './custom-models';
import type { Seen } from './model-page';
import { files, serve } from './serve-folder';

type Browser = Awaited<ReturnType<typeof startChromium>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';
const PAGE = '<!doctype html><title>test</title><input type="file" multiple><script src="/page.js"></script>';
const NAMES = Object.keys(customModels());

describe.skipIf(!executable)(`saving and loading models in Chromium${why}`, () => {
  let script: string;
  let browser: Browser;
  let page: Page;
  let server: Awaited<ReturnType<typeof serve>>;
  let folder: string;

  beforeAll(async () => {
    await setBackend('cpu');
    await ready();
    const entry = fileURLToPath(new URL('./model-page.ts', import.meta.url));
    // Node's own modules would make this fail.
    const options = { bundle: true, platform: 'browser', format: 'iife', write: false } as const;
    script = (await build({ entryPoints: [entry], ...options })).outputFiles[0]!.text;
    browser = await startChromium(executable!);
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kium-page-')), 'model');
    const context = await browser.newContext({ acceptDownloads: true });
    page = await context.newPage();
  });
  afterEach(async () => {
    await page.context().close();
    server?.close();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  /** Opens the page, with further files beside it. */
  async function open(beside: Record<string, string | Uint8Array> = {}): Promise<void> {
    const parts = [files({ '/': PAGE }, 'text/html'), files({ '/page.js': script }, 'text/javascript')];
    server = await serve(...parts, files(beside));
    await page.goto(server.url);
  }

  /** Saves one in Node; gives what it is and its files. */
  async function savedByNode(name: string): Promise<{ seen: Seen; json: string; weights: Uint8Array }> {
    const model = customModels()[name]!();
    model.compile({ loss: 'binaryCrossentropy', optimizer: 'sgd' });
    await model.trainOnBatch(...batchFor(model));
    await saveModel(model, folder);
    const seen = {
      className: model.getClassName(),
      weights: bitsOf(model),
      scores: scoresOf(model, batchFor(model)[0]),
    };
    const json = await readFile(join(folder, 'model.json'), 'utf8');
    return { seen, json, weights: await readFile(join(folder, 'weights.bin')) };
  }

  /** The same weights, bit for bit; and scores that two engines' sines and exponentials may round differently. */
  function expectSame(found: Seen, expected: Seen): void {
    expect(found.className).toBe(expected.className);
    expect(found.weights).toEqual(expected.weights);
    found.scores.forEach((score, i) => {
      expect(Math.abs(score - expected.scores[i]!)).toBeLessThan(1e-6);
    });
  }

  test.each(NAMES)('%s comes back from IndexedDB, after the page was opened anew', async (name) => {
    await open();
    const before = await page.evaluate((name) => globalThis.builtAndStored(name, 'indexeddb://mine'), name);
    await page.reload();
    expect(await page.evaluate(() => globalThis.stored())).toEqual(['indexeddb://mine']);
    expect(await page.evaluate(() => globalThis.loaded('indexeddb://mine'))).toEqual(before);
  });

  test('from local storage', async () => {
    await open();
    const before = await page.evaluate((name) => globalThis.builtAndStored(name, 'localstorage://mine'), NAMES[0]!);
    await page.reload();
    expect(await page.evaluate(() => globalThis.loaded('localstorage://mine'))).toEqual(before);
  });

  test.each(NAMES)('%s that Node wrote is loaded from a server', async (name) => {
    const { seen, json, weights } = await savedByNode(name);
    await open({ '/models/model.json': json, '/models/weights.bin': weights });
    expectSame(await page.evaluate((place) => globalThis.loaded(place), `${server.url}models/model.json`), seen);
    // An address without a scheme is one beside the page.
    expectSame(await page.evaluate(() => globalThis.loaded('models/')), seen);
  });

  test('files that a user chooses', async () => {
    const { seen } = await savedByNode(NAMES[1]!);
    await open();
    await page.setInputFiles('input', [join(folder, 'weights.bin'), join(folder, 'model.json')]);
    const found = await page.evaluate(() => globalThis.chosen(document.querySelector('input')!));
    expectSame(found, seen);
  });

  test('downloads are what Node loads', async () => {
    await open();
    const downloads: Promise<string>[] = [];
    page.on('download', (download) => {
      const path = join(folder, '..', download.suggestedFilename());
      downloads.push(download.saveAs(path).then(() => path));
    });
    const seen = await page.evaluate((name) => globalThis.builtAndStored(name, 'downloads://mine'), NAMES[0]!);
    await expect.poll(() => downloads.length, { timeout: 60_000 }).toBe(2);
    const paths = await Promise.all(downloads);
    const chosen = await Promise.all(
      paths.map(
        async (path) => new File([new Uint8Array(await readFile(path))], path.slice(path.lastIndexOf('/') + 1)),
      ),
    );
    const model = await loadModel(chosen);
    expectSame(
      { className: model.getClassName(), weights: bitsOf(model), scores: scoresOf(model, batchFor(model)[0]) },
      seen,
    );
  });

  test('what is not there, damaged or no place in a page, by name', async () => {
    const { json, weights } = await savedByNode(NAMES[0]!);
    await open({ '/cut/model.json': json, '/cut/weights.bin': weights.subarray(0, 100), '/page/model.json': PAGE });
    const failure = (action: 'save' | 'load', place: string) =>
      page.evaluate(([action, place]) => globalThis.failureOf(action!, place!), [action, place] as const);
    const places = ['indexeddb://other', 'localstorage://other', 'nowhere/model.json'];
    for (const place of places)
      expect(await failure('load', place), place).toMatchObject({ tag: 'ModelNotFoundError' });
    expect(await failure('load', 'cut/')).toMatchObject({
      tag: 'ModelCorruptError',
      message: expect.stringContaining(`100 bytes found, ${weights.length} expected`),
    });
    expect(await failure('load', 'page/')).toMatchObject({
      tag: 'ModelCorruptError',
      message: expect.stringContaining('a web page was found instead of JSON'),
    });
    expect(await failure('load', 'file:///data/model')).toMatchObject({ tag: 'OptionError' });
    expect(await failure('save', '/data/model')).toMatchObject({
      tag: 'OptionError',
      message: expect.stringContaining('indexeddb://'),
    });
    expect(await page.evaluate(() => globalThis.stored())).toEqual([]);
  });
});
