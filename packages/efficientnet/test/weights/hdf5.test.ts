import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { loadWeights, PackageMissingError, saveWeights } from '../../src/index';
import { oracleModel, weightFile } from './oracle';

// As if the package were not installed.
vi.mock('h5wasm', () => {
  throw new Error("Cannot find package 'h5wasm'");
});

test('without h5wasm, .h5 is an error that says what to install, and safetensors works', async () => {
  await tf.setBackend('cpu');
  const model = oracleModel();
  for (const attempt of [
    () => loadWeights(model, weightFile('keras.h5')),
    () => saveWeights(model, undefined, { format: 'keras' }),
  ]) {
    await expect(attempt()).rejects.toThrow(PackageMissingError);
    await expect(attempt()).rejects.toThrow('A Keras .h5 file needs the package h5wasm');
    await expect(attempt()).rejects.toThrow('npm install h5wasm');
  }
  await loadWeights(model, weightFile('torchvision.safetensors'));
  await saveWeights(model, undefined, { format: 'safetensors' });
});
