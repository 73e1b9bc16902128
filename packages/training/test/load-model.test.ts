import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, ready, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  DownloadError,
  loadModel,
  ModelCorruptError,
  ModelNotFoundError,
  OptionError,
  StoppedError,
  saveModel,
  UnknownLayerError,
} from '../src';
import { flatWeights, smallModel } from './models';
import { type Answer, files, serve } from './serve-folder';

const PAGE = '<!doctype html><title>start</title>';
let parent: string;
let json: string;
let weights: Uint8Array<ArrayBuffer>;
let expected: number[];
let server: Awaited<ReturnType<typeof serve>> | undefined;

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kium-load-'));
  const model = smallModel();
  expected = flatWeights(model);
  await saveModel(model, join(parent, 'model'));
  json = await readFile(join(parent, 'model', 'model.json'), 'utf8');
  weights = new Uint8Array(await readFile(join(parent, 'model', 'weights.bin')));
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(parent, { recursive: true, force: true });
});

async function start(...answers: Answer[]): Promise<string> {
  server = await serve(...answers);
  return server.url;
}

describe('from a server', () => {
  test('by the address of model.json, or of the folder', async () => {
    const url = await start(files({ '/m/model.json': json, '/m/weights.bin': weights }));
    expect(flatWeights(await loadModel(`${url}m/model.json`))).toEqual(expected);
    expect(flatWeights(await loadModel(new URL(`${url}m/`)))).toEqual(expected);
  });

  test('a query belongs to every file', async () => {
    const url = await start(files({ '/m/model.json': json, '/m/weights.bin': weights }));
    expect(flatWeights(await loadModel(`${url}m/?key=1`))).toEqual(expected);
    expect(server!.asked).toEqual(['/m/model.json?key=1', '/m/weights.bin?key=1']);
  });

  test('with a fetch that the caller gives', async () => {
    const needsKey: Answer = (request, response) => {
      if (request.headers.authorization === 'Bearer k') return false;
      response.writeHead(401).end();
      return true;
    };
    const url = await start(needsKey, files({ '/model.json': json, '/weights.bin': weights }));
    const fetchWithKey = (place: unknown, init?: RequestInit) =>
      fetch(place as string, { ...init, headers: { authorization: 'Bearer k' } });
    expect(flatWeights(await loadModel(url, { fetch: fetchWithKey as typeof fetch }))).toEqual(expected);
    await expect(loadModel(url)).rejects.toThrow(DownloadError);
    await expect(loadModel(url)).rejects.toThrow(/answered 401 Unauthorized/);
  });

  test('nothing there', async () => {
    const url = await start();
    const failed = loadModel(`${url}model.json`);
    await expect(failed).rejects.toThrow(ModelNotFoundError);
    await expect(failed).rejects.toMatchObject({ path: `${url}model.json` });
  });

  test('weights that are missing', async () => {
    const url = await start(files({ '/model.json': json }));
    await expect(loadModel(url)).rejects.toThrow(ModelCorruptError);
    await expect(loadModel(url)).rejects.toThrow(/weights\.bin, which it names, does not exist/);
  });

  test('weights that are cut short', async () => {
    const url = await start(files({ '/model.json': json, '/weights.bin': weights.subarray(0, 10) }));
    await expect(loadModel(url)).rejects.toThrow(`10 bytes found, ${weights.length} expected from ${url}model.json`);
  });

  test('a connection that breaks off', async () => {
    const breaks: Answer = (request, response) => {
      if (request.url !== '/weights.bin') return false;
      response.writeHead(200, { 'content-length': weights.length });
      response.write(weights.subarray(0, 10), () => response.destroy());
      return true;
    };
    const url = await start(breaks, files({ '/model.json': json }));
    await expect(loadModel(url)).rejects.toThrow(DownloadError);
  });

  test('a page instead of model.json, as single-page servers answer', async () => {
    const url = await start(files({ '/model.json': PAGE }, 'text/html'));
    await expect(loadModel(url)).rejects.toThrow(ModelCorruptError);
    await expect(loadModel(url)).rejects.toThrow(/a web page was found instead of JSON/);
  });

  test('a page instead of weights', async () => {
    const url = await start(files({ '/model.json': json }), files({ '/weights.bin': `\n${PAGE}` }, 'text/html'));
    await expect(loadModel(url)).rejects.toThrow(/weights\.bin: a web page was found instead of weights/);
  });

  test('nobody listening', async () => {
    const url = await start();
    server!.close();
    await expect(loadModel(url)).rejects.toThrow(DownloadError);
    await expect(loadModel(url)).rejects.toThrow(/cannot be downloaded: .*ECONNREFUSED/);
  });

  test('stops when it is told to', async () => {
    const waits: Answer = (request) => request.url === '/weights.bin';
    const url = await start(waits, files({ '/model.json': json }));
    const stop = new AbortController();
    const failed = loadModel(url, { signal: stop.signal });
    while (!server!.asked.includes('/weights.bin')) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(failed).rejects.toThrow(StoppedError);
  });
});

test('a folder is not read after the signal', async () => {
  const failed = loadModel(join(parent, 'model'), { signal: AbortSignal.abort() });
  await expect(failed).rejects.toThrow(StoppedError);
  await expect(failed).rejects.toMatchObject({ name: 'AbortError' });
});

describe('from files that a user chose', () => {
  const file = (name: string, content: BlobPart) => new File([content], name);

  test('in any order, whatever the name of the JSON file', async () => {
    expect(flatWeights(await loadModel([file('weights.bin', weights), file('mine.json', json)]))).toEqual(expected);
  });

  test('blobs without names come in order', async () => {
    expect(flatWeights(await loadModel([new Blob([json]), new Blob([weights])]))).toEqual(expected);
  });

  test('a file is missing', async () => {
    const failed = loadModel([file('model.json', json), file('other.bin', weights)]);
    await expect(failed).rejects.toThrow(ModelCorruptError);
    await expect(failed).rejects.toThrow('model.json: it names weights.bin, beside it there is other.bin');
  });

  test.each([
    ['no file', []],
    ['no JSON file', [file('weights.bin', 'x')]],
    ['two JSON files', [file('a.json', '{}'), file('b.json', '{}')]],
    ['what is no file', ['model.json']],
  ])('%s', async (_, chosen) => {
    await expect(loadModel(chosen as Blob[])).rejects.toThrow(OptionError);
  });
});

describe('from and to a handler', () => {
  test('what it was given comes back', async () => {
    let kept: io.ModelArtifacts | undefined;
    const handler: io.IOHandler = {
      save: async (artifacts) => {
        kept = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      },
      load: async () => kept!,
    };
    await saveModel(smallModel(), handler);
    expect(flatWeights(await loadModel(handler))).toEqual(expected);
    await expect(loadModel(io.fromMemory({ ...kept!, weightData: new ArrayBuffer(4) }))).rejects.toThrow(
      `4 bytes of weights found, ${weights.length} expected`,
    );
    await expect(loadModel(io.fromMemory({ ...kept!, weightData: undefined }))).rejects.toThrow(/no weights/);
    const modelTopology = { class_name: 'KiumUnheard', config: {} };
    await expect(loadModel(io.fromMemory({ ...kept!, modelTopology }))).rejects.toThrow(UnknownLayerError);
  });

  test("a handler's own error stays as it is", async () => {
    const error = new Error('the vault is closed');
    const fails = async () => Promise.reject(error);
    await expect(saveModel(smallModel(), { save: fails })).rejects.toBe(error);
    await expect(loadModel({ load: fails })).rejects.toBe(error);
  });

  test.each([{}, 5, undefined, null])('%j is no handler', async (handler) => {
    await expect(saveModel(smallModel(), handler as io.IOHandler)).rejects.toThrow(OptionError);
    await expect(loadModel(handler as io.IOHandler)).rejects.toThrow(OptionError);
  });
});
