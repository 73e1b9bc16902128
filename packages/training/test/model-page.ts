// Bundled for the browser: what a page that saves and loads models imports.
import '@tensorflow/tfjs-backend-cpu';
import '@kium/efficientnet';
import { io, ready, setBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { isTrainingError, loadModel, saveModel } from '../src';
import { batchFor, bitsOf, customModels, scoresOf } from './custom-models';

/** What is compared of a model. */
export interface Seen {
  className: string;
  weights: Record<string, string>;
  scores: number[];
}

/** Tag and message of an error. */
export interface Failure {
  tag: string | undefined;
  message: string;
}

declare global {
  var builtAndStored: (name: string, place: string) => Promise<Seen>;
  var stored: () => Promise<string[]>;
  var loaded: (place: string) => Promise<Seen>;
  var chosen: (input: HTMLInputElement) => Promise<Seen>;
  var failureOf: (action: 'save' | 'load', place: string) => Promise<Failure>;
}

async function cpu(): Promise<void> {
  await setBackend('cpu');
  await ready();
}

function seen(model: LayersModel): Seen {
  return { className: model.getClassName(), weights: bitsOf(model), scores: scoresOf(model, batchFor(model)[0]) };
}

/** Builds a model, trains it for a step so that nothing is as at the start, and saves it. */
globalThis.builtAndStored = async (name, place) => {
  await cpu();
  const model = customModels()[name]!();
  model.compile({ loss: 'binaryCrossentropy', optimizer: 'sgd' });
  await model.trainOnBatch(...batchFor(model));
  await saveModel(model, place);
  return seen(model);
};
globalThis.stored = async () => Object.keys(await io.listModels()).sort();
globalThis.loaded = async (place) => {
  await cpu();
  return seen(await loadModel(place));
};
globalThis.chosen = async (input) => {
  await cpu();
  return seen(await loadModel(input.files!));
};
globalThis.failureOf = async (action, place) => {
  await cpu();
  try {
    if (action === 'load') await loadModel(place);
    else await saveModel(Object.values(customModels())[0]!(), place);
  } catch (error) {
    return { tag: isTrainingError(error) ? error.tag : undefined, message: (error as Error).message };
  }
  throw new Error('Nothing failed.');
};
