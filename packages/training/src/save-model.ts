import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from './errors';
import { runsInNode } from './import-optional';
import { writeModelFolder } from './model-folder';
import { folderOf, schemeOf } from './model-place';

/**
 * Where a model is saved: a folder (Node), one of tfjs's places (`'indexeddb://name'`, `'localstorage://name'`,
 * `'downloads://name'` in a page), or a handler that takes the parts.
 */
export type ModelTarget = string | io.IOHandler;

/**
 * Saves architecture and weights, bit for bit, so that {@link loadModel} gives the model back. Of a compiled model the
 * optimizer and loss are not saved; a checkpoint of `fit` keeps those.
 *
 * A folder gets `model.json` and `weights.bin`, the format of tfjs itself: browsers load it with
 * `tf.loadLayersModel(url)`. It needs Node's file system, not tfjs-node; it appears whole or not at all, and a model saved
 * there before is replaced. Browsers' local storage holds about 3 MB of weights, IndexedDB what the disk does.
 *
 * @throws {@link FolderInUseError} when the folder holds files that are not a saved model's
 * @throws {@link OptionError} when the target does not exist here, such as `indexeddb://` in Node or a folder in a page
 */
export async function saveModel(model: LayersModel, target: ModelTarget): Promise<void> {
  if (typeof target !== 'string') {
    if (typeof target?.save !== 'function') throw new OptionError('target', target, EXPECTED);
    await model.save(target);
    return;
  }
  const scheme = schemeOf(target);
  if (scheme === undefined || scheme === 'file') {
    if (!runsInNode() || target === '') throw new OptionError('target', target, EXPECTED);
    await model.save(handlerOf(await folderOf(target)));
    return;
  }
  const handler = io.getSaveHandlers(target)[0];
  if (!handler) throw new OptionError('target', target, EXPECTED);
  await model.save(handler);
}

const EXPECTED =
  "a folder in Node; 'indexeddb://name', 'localstorage://name' or 'downloads://name' in a page; " +
  'or an io.IOHandler with a method save';

function handlerOf(folder: string): io.IOHandler {
  return io.withSaveHandler(async (artifacts) => {
    await writeModelFolder(folder, artifacts);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
}
