import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSafetensors } from '@kium/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { efficientNet, InvalidOptionError, loadWeights, type SaveWeightsOptions, saveWeights } from '../../src/index';
import { ORACLE, ORACLE_OPTIONS, oracleModel, weightFile, weightsOf } from './oracle';

let folder: string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'kium-weights-'));
});
afterEach(() => rm(folder, { recursive: true }));

const WAYS: SaveWeightsOptions[] = [
  { format: 'keras' },
  { format: 'safetensors' },
  { format: 'safetensors', naming: 'keras' },
  { format: 'safetensors', naming: 'torchvision' },
  { format: 'safetensors', naming: 'timm' },
];

/** Every weight as its bits. */
const bits = (model: tfl.LayersModel) =>
  new Map([...weightsOf(model)].map(([name, values]) => [name, [...new Uint32Array(values.buffer)]]));

/** Gives the weights any finite values: zeros of both signs, the smallest and largest numbers among them. */
function randomise(model: tfl.LayersModel, seed: number): void {
  const any = fc.sample(fc.float({ noNaN: true, noDefaultInfinity: true }), { numRuns: 500, seed });
  let at = seed;
  for (const weight of model.weights) {
    const values = new Float32Array(tf.util.sizeFromShape(weight.shape as number[]));
    for (let i = 0; i < values.length; i++) values[i] = any[(at = (at * 31 + 7) % any.length)]!;
    tf.tidy(() => {
      weight.write(tf.tensor(values, weight.shape as number[]));
    });
  }
}

describe.each(['cpu', 'simd'])('on %s', (backend) => {
  test.each(WAYS)('$format $naming: a round trip keeps every bit', async (options) => {
    await tf.setBackend(backend);
    const [from, to] = [oracleModel(), oracleModel({ seed: 2 })];
    for (const seed of [1, 2, 3]) {
      randomise(from, seed);
      const bytes = await saveWeights(from, undefined, options);
      const { numTensors } = tf.memory();
      const report = await loadWeights(to, bytes);
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(report.skipped).toEqual([]);
      expect(report.format).toBe(options.format);
      expect(report.naming).toBe(options.naming ?? 'keras');
      expect(bits(to)).toEqual(bits(from));
    }
    from.dispose();
    to.dispose();
  });
});

test.each(WAYS.filter(({ naming }) => naming === 'torchvision' || naming === 'timm'))(
  '$naming: depthwise layers may have names of their own',
  async (options) => {
    const stages = ORACLE.stages!.map((stage) => ({ ...stage, depthwiseName: 'dwconv_mine' }));
    const [from, to] = [oracleModel(), efficientNet({ ...ORACLE, stages }, { ...ORACLE_OPTIONS, seed: 2 })];
    const report = await loadWeights(to, await saveWeights(from, undefined, options));
    expect(report.skipped).toEqual([]);
    expect([...bits(to).values()]).toEqual([...bits(from).values()]);
    expect(await saveWeights(to, undefined, options)).toEqual(await saveWeights(from, undefined, options));
  },
);

test('saving leaves no tensor, and gives bytes that own their buffer', async () => {
  const model = oracleModel();
  const { numTensors } = tf.memory();
  for (const options of WAYS) {
    const bytes = await saveWeights(model, undefined, options);
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  }
  expect(tf.memory().numTensors).toBe(numTensors);
});

test("torchvision's file comes out as it went in", async () => {
  const model = oracleModel();
  const original = weightFile('torchvision.safetensors');
  await loadWeights(model, original);
  const written = readSafetensors(
    await saveWeights(model, undefined, { format: 'safetensors', naming: 'torchvision' }),
  );
  expect(written.metadata).toEqual({ format: 'pt' });
  const expected = [...readSafetensors(original).tensors.values()].filter(({ name }) => !name.endsWith('tracked'));
  expect([...written.tensors.keys()].sort()).toEqual(expected.map(({ name }) => name).sort());
  for (const { name, shape, bytes } of expected) {
    const found = written.tensors.get(name)!;
    expect(found.shape, name).toEqual(shape);
    expect(Buffer.compare(found.bytes, bytes), name).toBe(0);
  }
});

test('timm names are those of the file that was written by hand', async () => {
  const model = oracleModel();
  const names = (bytes: Uint8Array) =>
    [...readSafetensors(bytes).tensors.keys()].filter((name) => !name.endsWith('tracked')).sort();
  const written = await saveWeights(model, undefined, { format: 'safetensors', naming: 'timm' });
  expect(names(written)).toEqual(names(weightFile('timm.safetensors')));
});

describe('files', () => {
  test.each(WAYS.slice(0, 2))(
    '$format: what is written to a path, in folders that are made, is the whole file',
    async (options) => {
      const model = oracleModel();
      const path = join(folder, 'a', 'b', 'w.bin');
      expect(await saveWeights(model, path, options)).toBeUndefined();
      const written = await readFile(path);
      const bytes = await saveWeights(model, undefined, options);
      // HDF5 notes the time in its objects.
      if (options.format === 'keras') expect(written.length).toBe(bytes.length);
      else expect(Buffer.compare(written, bytes)).toBe(0);
      await saveWeights(model, pathToFileURL(path), options);
      expect(await readdir(join(folder, 'a', 'b'))).toEqual(['w.bin']);
      const other = oracleModel({ seed: 2 });
      await loadWeights(other, path);
      expect(bits(other)).toEqual(bits(model));
    },
  );

  test('a write that fails leaves what was there, and nothing else', async () => {
    const model = oracleModel();
    const path = join(folder, 'w.safetensors');
    await writeFile(path, 'before');
    // The third weight cannot be read: the file is half written by then.
    const broken = Object.assign(Object.create(model.weights[2]!.read()), {
      data: () => Promise.reject(new Error('device lost')),
    });
    model.getLayer('stem_bn').weights[1]!.read = () => broken;
    await expect(saveWeights(model, path, { format: 'safetensors' })).rejects.toThrow('device lost');
    await expect(saveWeights(model, path, { format: 'keras' })).rejects.toThrow('device lost');
    expect(await readFile(path, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['w.safetensors']);
  });
});

test('attributes above 64,512 bytes are split, and read back', async () => {
  // A name of 30,000 bytes: three of these are too much for one attribute, and so is each beside short ones.
  const long = 'l'.repeat(30_000);
  const x = tfl.input({ shape: [4] });
  const dense = (name: string, y: tfl.SymbolicTensor) =>
    tfl.layers.dense({ units: 2, name }).apply(y) as tfl.SymbolicTensor;
  const build = () => tfl.model({ inputs: x, outputs: ['a', 'b', 'c'].reduce((y, end) => dense(long + end, y), x) });
  const [from, to] = [build(), build()];
  const bytes = await saveWeights(from, undefined, { format: 'keras' });
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).toContain('layer_names1');
  expect(text).not.toContain('layer_names\0');
  await loadWeights(to, bytes);
  expect(bits(to)).toEqual(bits(from));
});

test('a model within a model, whose input has the same name', async () => {
  const nested = (seed: number) => {
    const inner = oracleModel({ includeTop: false, pooling: 'avg', name: 'inner', seed });
    const input = tfl.input({ shape: [32, 32, 3], name: 'input' });
    return tfl.model({ inputs: input, outputs: inner.apply(input) as tfl.SymbolicTensor });
  };
  const [from, to] = [nested(1), nested(2)];
  expect(from.layers.map(({ name }) => name)).toEqual(['input', 'inner']);
  for (const format of ['keras', 'safetensors'] as const) {
    const report = await loadWeights(to, await saveWeights(from, undefined, { format }));
    expect(report.skipped).toEqual([]);
    expect(to.getWeights().map((weight) => weight.dataSync())).toEqual(
      from.getWeights().map((weight) => weight.dataSync()),
    );
  }
});

describe('what cannot be saved', () => {
  test('options', async () => {
    const model = oracleModel();
    const attempts: [SaveWeightsOptions, RegExp][] = [
      [{ format: 'h5' as never }, /format .*'keras' or 'safetensors'/],
      [undefined as never, /format/],
      [{ format: 'keras', naming: 'timm' }, /naming .* one of 'keras' in the format 'keras'/],
      [{ format: 'safetensors', naming: 'tf' as never }, /naming .*'torchvision', 'timm'/],
    ];
    for (const [options, message] of attempts) {
      await expect(saveWeights(model, undefined, options)).rejects.toThrow(InvalidOptionError);
      await expect(saveWeights(model, undefined, options)).rejects.toThrow(message);
    }
  });

  test.each(['https://example.org/w.h5', new URL('https://example.org/w.h5'), 's3://bucket/w.h5', '', null])(
    'to %s, which is no file',
    async (target) => {
      const failed = saveWeights(oracleModel(), target as string, { format: 'safetensors' });
      await expect(failed).rejects.toThrow(InvalidOptionError);
      await expect(failed).rejects.toThrow(/Option target .* a path or a file: URL/);
    },
  );

  test('to a path in a page', async () => {
    vi.stubGlobal('process', undefined);
    try {
      const failed = saveWeights(oracleModel(), 'w.safetensors', { format: 'safetensors' });
      await expect(failed).rejects.toThrow(/Option target .* undefined in a page/);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('layers that PyTorch has no name for', async () => {
    const base = oracleModel({ includeTop: false, pooling: 'avg' });
    const y = tfl.layers.dense({ units: 2, name: 'mine' }).apply(base.outputs[0]!) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: base.inputs, outputs: y });
    const failed = saveWeights(model, undefined, { format: 'safetensors', naming: 'torchvision' });
    await expect(failed).rejects.toThrow(/'keras', because torchvision has no name for mine\/kernel/);
    await saveWeights(model, undefined, { format: 'safetensors' });
  });

  test('two layers of one name', async () => {
    const inner = efficientNet(ORACLE, { ...ORACLE_OPTIONS, includeTop: false, pooling: 'avg', name: 'inner' });
    const x = tfl.input({ shape: [32, 32, 3], name: 'stem_conv' });
    const model = tfl.model({ inputs: x, outputs: inner.apply(x) as tfl.SymbolicTensor });
    await expect(saveWeights(model, undefined, { format: 'keras' })).rejects.toThrow(/'stem_conv' occurs twice/);
  });
});
