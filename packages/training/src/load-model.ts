import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { ModelCorruptError, ModelNotFoundError, OptionError, StoppedError } from './errors';
import { runsInNode } from './import-optional';
import { checkLayerClasses } from './layer-classes';
import { modelBlobs } from './model-blobs';
import { type ModelFiles, readModelFiles } from './model-files';
import { modelFolder } from './model-folder';
import { byteLength, checkWeightSpecs } from './model-json';
import { folderOf, schemeOf } from './model-place';
import { modelUrl } from './model-url';

/**
 * Where a model comes from: a folder (Node), the address of its `model.json` (`http:`, `https:`; in a page also a relative
 * one), one of tfjs's places (`'indexeddb://name'`, `'localstorage://name'`), files that a user chose, or a handler.
 */
export type ModelSource = string | URL | ArrayLike<Blob> | io.IOHandler;

/** Options of {@link loadModel}. */
export interface LoadModelOptions {
  /** Stops reading; nothing is built then. */
  signal?: AbortSignal;
  /** Takes the place of the global `fetch`, e.g. to send credentials. */
  fetch?: typeof globalThis.fetch;
}

/**
 * Loads a model that {@link saveModel} wrote, or any tfjs layers model, with its weights bit for bit. Packages with layer
 * classes of their own must have been imported: `import '@kium/efficientnet'`.
 *
 * @throws {@link ModelNotFoundError} when there is no model
 * @throws {@link ModelCorruptError} when a part is damaged, cut short, missing or something else, such as a web page
 * @throws {@link UnknownLayerError} when a layer class is not registered
 * @throws {@link DownloadError} when a server cannot be reached or refuses
 * @throws {@link StoppedError} when `signal` was aborted
 * @throws {@link OptionError} for a source that does not exist here, such as a folder in a page
 */
export async function loadModel(source: ModelSource, options: LoadModelOptions = {}): Promise<LayersModel> {
  const { signal } = options;
  const { path, artifacts } = await readArtifacts(source, options).catch((cause) => {
    if (signal?.aborted) throw new StoppedError('loadModel', false, { cause });
    throw cause;
  });
  if (signal?.aborted) throw new StoppedError('loadModel', false, { cause: signal.reason });
  const topology = checkParts(path, artifacts);
  checkLayerClasses(path, topology);
  try {
    return await loadLayersModel({ load: async () => artifacts });
  } catch (cause) {
    throw new ModelCorruptError(
      path,
      `the model cannot be built (${(cause as Error).message})`,
      'If it was made by another version of its packages, use that one, or save the model again.',
      { cause },
    );
  }
}

const EXPECTED =
  "a folder in Node; an address of model.json; 'indexeddb://name' or 'localstorage://name' in a page; " +
  'files; or an io.IOHandler with a method load';

interface Found {
  path: string;
  artifacts: io.ModelArtifacts;
}

async function readArtifacts(source: ModelSource, options: LoadModelOptions): Promise<Found> {
  if (typeof source !== 'string' && !(source instanceof URL)) {
    if (typeof source === 'object' && source !== null) {
      if ('length' in source) return await readFiles(modelBlobs(source));
      if (typeof source.load === 'function') return { path: 'The handler', artifacts: await source.load() };
    }
    throw new OptionError('source', source, EXPECTED);
  }
  const place = String(source);
  const { signal, fetch = globalThis.fetch } = options;
  const scheme = schemeOf(place) ?? (runsInNode() ? 'file' : 'relative');
  if (place === '') throw new OptionError('source', source, EXPECTED);
  if (scheme === 'http' || scheme === 'https') return await readFiles(modelUrl(new URL(place), fetch, signal));
  if (scheme === 'relative') return await readFiles(modelUrl(new URL(place, globalThis.location.href), fetch, signal));
  if (scheme === 'file' && runsInNode()) return await readFiles(await modelFolder(await folderOf(place), signal));
  const handler = io.getLoadHandlers(place)[0];
  if (!handler?.load) throw new OptionError('source', place, EXPECTED);
  return { path: place, artifacts: await loadStored(place, scheme, handler.load.bind(handler)) };
}

async function readFiles(files: ModelFiles): Promise<Found> {
  return { path: files.path, artifacts: await readModelFiles(files) };
}

/** What tfjs has stored in this browser; its errors are told apart by their words only. */
async function loadStored(place: string, scheme: string, load: () => Promise<io.ModelArtifacts>) {
  try {
    return await load();
  } catch (cause) {
    if (scheme !== 'indexeddb' && scheme !== 'localstorage') throw cause;
    const { message } = cause as Error;
    if (/cannot find model|there is no model/i.test(message)) throw new ModelNotFoundError(place, { cause });
    throw new ModelCorruptError(place, `it cannot be read (${message})`, 'Save the model again.', { cause });
  }
}

/** Checks parts from wherever they came; gives the topology. */
function checkParts(path: string, artifacts: io.ModelArtifacts): object {
  const { modelTopology, weightSpecs, weightData } = artifacts ?? {};
  if (typeof modelTopology !== 'object' || modelTopology === null || !weightSpecs || !weightData) {
    throw new ModelCorruptError(path, 'it gives no topology or no weights', 'Save the model again, with saveModel.');
  }
  checkWeightSpecs(path, weightSpecs, 'weightSpecs');
  const found = (Array.isArray(weightData) ? weightData : [weightData]).reduce((sum, part) => sum + part.byteLength, 0);
  const expected = byteLength(weightSpecs);
  if (expected !== null && found !== expected) {
    throw new ModelCorruptError(path, `${found} bytes of weights found, ${expected} expected`, 'Save the model again.');
  }
  return modelTopology;
}
