import '@tensorflow/tfjs-backend-cpu';
import { encodeSafetensors, readSafetensors, type TensorToStore, tensorValues } from '@kium/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  efficientNet,
  InvalidOptionError,
  loadWeights,
  saveWeights,
  VARIANTS,
  WeightsFormatError,
  WeightsMismatchError,
  WeightsValueError,
} from '../../src/index';
import { fixture, ORACLE, ORACLE_OPTIONS, oracleModel, weightFile, weightsOf } from './oracle';

let model: tfl.LayersModel;
let before: Map<string, Float32Array>;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  model = oracleModel();
  before = weightsOf(model);
});
/** Whatever went wrong, nothing was changed. */
afterEach(() => {
  expect(weightsOf(model)).toEqual(before);
});

/** torchvision's file with some tensors changed. */
function altered(change: (tensor: TensorToStore) => TensorToStore[]): Uint8Array {
  const { tensors } = readSafetensors(weightFile('torchvision.safetensors'));
  const list = [...tensors.values()].flatMap((tensor) => change({ ...tensor, data: tensorValues(tensor) }));
  return Buffer.concat(encodeSafetensors(list));
}

describe('a file that does not fit', () => {
  test('says how many weights differ, the first of them with both shapes, and what to do', async () => {
    const file = weightFile('torchvision.safetensors');
    const wide = efficientNet({ ...ORACLE, headFilters: 40 }, ORACLE_OPTIONS);
    const error = await loadWeights(wide, file).catch((error) => error);
    expect(error).toBeInstanceOf(WeightsMismatchError);
    expect(error.tag).toBe('WeightsMismatch');
    expect(error.differences).toHaveLength(6);
    expect(error.differences[0]).toEqual({ name: 'top_conv/kernel', model: [1, 1, 16, 40], file: [1, 1, 16, 32] });
    expect(error.message).toMatch(/^The bytes: the weights do not fit model 'oracle', 6 of them differ\./);
    expect(error.message).toContain('top_conv/kernel: [1,1,16,40] in the model, [1,1,16,32] in the file');
    expect(error.message).toContain('… and 1 more');
    expect(error.message).toContain('skipMismatch: true');
  });

  test('a missing layer', async () => {
    const file = altered((tensor) => (tensor.name.startsWith('features.4.1.block.1.0') ? [] : [tensor]));
    const failed = loadWeights(model, file);
    await expect(failed).rejects.toThrow(WeightsMismatchError);
    await expect(failed).rejects.toThrow(
      'block4b_dwconv/depthwise_kernel: [5,5,48,1] in the model, missing in the file',
    );
  });

  test("a layer too many, before the model's last", async () => {
    const short = efficientNet(
      { ...ORACLE, stages: ORACLE.stages!.map((s) => ({ ...s, repeats: 1 })) },
      ORACLE_OPTIONS,
    );
    for (const name of ['torchvision.safetensors', 'keras.h5'] as const) {
      const error = await loadWeights(short, weightFile(name)).catch((error) => error);
      expect(error).toBeInstanceOf(WeightsMismatchError);
      expect(error.message).toMatch(/in the file, missing in the model/);
    }
    // Told to, it takes what there is.
    const { loaded } = await loadWeights(short, weightFile('keras.h5'), { skipMismatch: true });
    expect(loaded.length).toBe(short.weights.length);
  });

  test('only another classifier: says so, and how many classes', async () => {
    const other = oracleModel({ classes: 9 });
    const failed = loadWeights(other, weightFile('keras.h5'));
    await expect(failed).rejects.toThrow(/Only the classifier differs: .*skipMismatch: true.* classes: 4\./);
  });

  test('nothing that fits is an error even with skipMismatch', async () => {
    const wide = efficientNet({ ...ORACLE, widthCoefficient: 4 }, { ...ORACLE_OPTIONS, classes: 5 });
    const file = altered((tensor) => (tensor.name === 'features.0.0.weight' ? [tensor] : []));
    await expect(loadWeights(wide, file, { skipMismatch: true })).rejects.toThrow(WeightsMismatchError);
  });

  test('another variant: says which one the file looks like', async () => {
    const options = { inputShape: [32, 32, 3], classes: 2 } as const;
    const b1 = await saveWeights(efficientNet({ ...VARIANTS.b1 }, options), undefined, {
      format: 'safetensors',
      naming: 'timm',
    });
    const b0 = efficientNet('b0', options);
    const error = await loadWeights(b0, b1).catch((error) => error);
    expect(error).toBeInstanceOf(WeightsMismatchError);
    expect(error.looksLike).toEqual(['b1']);
    expect(error.message).toContain("The file looks like b1: build the model as efficientNet('b1', …).");
    expect(error.message).toContain('blocks.0.1.conv_dw.weight: ');
    b0.dispose();
  });

  test('Keras files that load by order need as many layers', async () => {
    const failed = loadWeights(model, weightFile('order.h5'));
    await expect(failed).rejects.toThrow(WeightsFormatError);
    await expect(failed).rejects.toThrow(
      /none of its \d+ weights has a name .* begins with conv2d, .* equally many layers/,
    );
  });

  test('no known name', async () => {
    const file = Buffer.concat(
      encodeSafetensors([{ name: 'bert.encoder', dtype: 'F32', shape: [1], data: new Float32Array(1) }]),
    );
    const failed = loadWeights(model, file);
    await expect(failed).rejects.toThrow(WeightsFormatError);
    await expect(failed).rejects.toThrow(/begins with bert.encoder.*torchvision.*timm/);
  });
});

describe('values that cannot be weights', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s names the layer', async (value) => {
    const file = altered((tensor) => {
      if (tensor.name === 'features.4.0.block.1.1.running_var') (tensor.data as Float32Array)[3] = value;
      return [tensor];
    });
    const error = await loadWeights(model, file).catch((error) => error);
    expect(error).toBeInstanceOf(WeightsValueError);
    expect(error.layer).toBe('block4a_bn');
    expect(error.message).toContain(`running_var of layer block4a_bn has the value ${value} at 3 (of 24)`);
  });

  test('a number beyond float32 names the layer', async () => {
    const file = altered((tensor) =>
      tensor.name === 'classifier.1.bias'
        ? [{ ...tensor, dtype: 'F64', data: new Float64Array(fixture.classes).fill(1e300) }]
        : [tensor],
    );
    await expect(loadWeights(model, file)).rejects.toThrow(/of layer predictions has the value Infinity/);
  });

  test('integers name the type', async () => {
    const file = altered((tensor) =>
      tensor.name === 'classifier.1.bias'
        ? [{ ...tensor, dtype: 'I32', data: new Int32Array(fixture.classes) }]
        : [tensor],
    );
    const failed = loadWeights(model, file);
    await expect(failed).rejects.toThrow(WeightsValueError);
    await expect(failed).rejects.toThrow(/classifier.1.bias of layer predictions is of type I32/);
  });
});

describe('damaged files', () => {
  test.each(['keras.h5', 'torchvision.safetensors'] as const)('%s cut at any length', async (name) => {
    const file = weightFile(name);
    for (const length of [12, 60, 2000, Math.floor(file.length / 2), file.length - 1]) {
      const failed = loadWeights(model, file.subarray(0, length));
      await expect(failed, `${length} bytes`).rejects.toThrow(WeightsFormatError);
      await expect(failed).rejects.toThrow(/cut short/);
    }
  });

  test('HDF5 with bytes changed: an error by name or weights, never a crash or a print', async () => {
    const file = weightFile('keras.h5');
    const target = oracleModel();
    const prints = vi.spyOn(process.stderr, 'write');
    const logs = (['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
    for (let at = 100; at < file.length; at += 1999) {
      const changed = file.slice();
      changed.fill(0xff, at, at + 16);
      const error = await loadWeights(target, changed).catch((error) => error);
      if (error instanceof Error) expect(error.constructor.name, error.stack).toMatch(/^Weights\w+Error$/);
    }
    for (const spy of [prints, ...logs]) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe('options', () => {
  test.each(['skipMismatch', 'adaptStem'] as const)('%s must be a boolean', async (option) => {
    const failed = loadWeights(model, weightFile('keras.h5'), { [option]: 'yes' as never });
    await expect(failed).rejects.toThrow(InvalidOptionError);
  });

  test('an aborted signal stops before anything is changed', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(loadWeights(model, weightFile('keras.h5'), { signal })).rejects.toThrow('stopped');
  });
});
