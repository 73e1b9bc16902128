import { expect, test } from 'vitest';
import { WeightsFormatError } from '../../src/index';
import { fileKind } from '../../src/weights/file-kind';
import { FILES, weightFile } from './oracle';

test.each(FILES)('%s', (name) => {
  expect(fileKind(weightFile(name), name)).toBe(name.endsWith('.h5') ? 'hdf5' : 'safetensors');
});

test('HDF5 after a user block', () => {
  const bytes = new Uint8Array(3000);
  bytes.set(weightFile('keras.h5').subarray(0, 8), 1024);
  expect(fileKind(bytes, 'x')).toBe('hdf5');
});

const text = (content: string) => new TextEncoder().encode(content);
const zip = (content: string) => Uint8Array.of(...[0x50, 0x4b, 3, 4], ...new Uint8Array(70_000), ...text(content));

test.each<[what: string, bytes: Uint8Array, problem: RegExp, remedy: RegExp]>([
  ['nothing', new Uint8Array(0), /empty/, /Download/],
  ['.pth of today', zip('archive/data.pkl'), /PyTorch checkpoint/, /safetensors\.torch\.save_file\(torch\.load/],
  ['.pth before 1.6', Uint8Array.of(0x80, 2, 0x8a, 10), /pickle/, /import torch, safetensors\.torch\n/],
  ['.keras', zip('model.weights.h5'), /\.keras format/, /save\('m\.h5'\)/],
  ['another ZIP', zip('a.txt'), /ZIP archive/, /Unpack/],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8), /gzip/, /gunzip/],
  ['a page', text('\n<!DOCTYPE html><html>'), /HTML page/, /resolve/],
  ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid'), /Git LFS pointer/, /git lfs pull/],
  ['JSON', text('{"format": "layers-model"}'), /JSON/, /loadLayersModel/],
  ['something else', text('hello, weights'), /neither HDF5 .* nor safetensors/, /Pass a \.h5/],
])('%s is told apart, with what to do', (_, bytes, problem, remedy) => {
  const attempt = () => fileKind(bytes, 'https://example.org/w');
  expect(attempt).toThrow(WeightsFormatError);
  expect(attempt).toThrow(problem);
  expect(attempt).toThrow(remedy);
  expect(attempt).toThrow(/^https:\/\/example\.org\/w: /);
});
