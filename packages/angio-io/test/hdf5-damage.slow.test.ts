import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createVolumes } from '../src/hdf5/volume-writer';
import type { OpenVolumesOptions } from '../src/index';
import { bundle } from './bundle';
import { temporaryFolder } from './support';

/**
 * Damages a file in one place after the other, reads everything in it each time, and counts what comes of it: the tag
 * of an error of this package, `same` if all is read as it was, or what must not be. In a process of its own, which may
 * die.
 */
const PROGRAM = `
  import { ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
  import { isAngioIoError, openVolumes } from '@kium/angio-io';

  const [source, target, kind, step, options] = process.argv.slice(2);
  const bytes = readFileSync(source);
  const damage = {
    'all bits': (at) => bytes[at] ^ 0xff,
    'lowest bit': (at) => bytes[at] ^ 1,
    'any bits': (at) => bytes[at] ^ (1 + (Math.imul(at + 1, 2654435761) >>> 24) % 255),
  }[kind];

  async function everything(path) {
    const file = await openVolumes(path, JSON.parse(options));
    try {
      const { shape, dtype, views, labelNames, index, labels, unfinished } = file;
      const volumes = index.map((_, at) => [[...file.read(at)], [...file.readFloat(at)]]);
      return JSON.stringify([shape, dtype, views, labelNames, index, labels?.values, unfinished, volumes]);
    } finally {
      file.close();
    }
  }

  const right = await everything(source);
  const counts = {};
  const first = {};
  writeFileSync(target, bytes);
  // Changed in place: file systems flush a file that is emptied and written anew, which would take most of the time.
  const copy = openSync(target, 'r+');
  for (let at = bytes.length - 1; at >= 0; at -= Number(step)) {
    if (damage) writeSync(copy, Uint8Array.of(damage(at)), 0, 1, at);
    else ftruncateSync(copy, at);
    let outcome;
    try {
      outcome = (await everything(target)) === right ? 'same' : 'OTHER NUMBERS';
    } catch (error) {
      outcome = isAngioIoError(error) ? error.tag : 'NO TAG: ' + error.stack;
    }
    if (damage) writeSync(copy, bytes, at, 1, at);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    first[outcome] ??= at;
  }
  console.log(JSON.stringify({ counts, first, bytes: bytes.length }));
`;

const root = temporaryFolder();
const fixtures = join(import.meta.dirname, 'fixtures');
let program: string;
beforeAll(async () => {
  program = await bundle(PROGRAM);
});

/** What comes of each place, and that the process lives and prints nothing. */
function outcomes(
  source: string,
  kind: string,
  step: number,
  options: OpenVolumesOptions = {},
): Record<string, number> {
  const target = join(root, 'damaged.h5');
  const args = [program, source, target, kind, String(step), JSON.stringify(options)];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  const { counts, first, bytes } = JSON.parse(stdout);
  const sum = Object.values<number>(counts).reduce((total, count) => total + count, 0);
  expect(sum, JSON.stringify(first)).toBe(Math.ceil(bytes / step));
  return counts;
}

const NAMED = ['CorruptVolumeError', 'NotHdf5Error', 'NotVolumesError', 'TruncatedFileError'];

describe('a file of format version 2, damaged in any byte, gives an error or what was written', () => {
  const file = join(root, 'volumes.h5');
  beforeAll(async () => {
    const layout = { size: 4, compression: 4, views: ['LI-A', '앞'], labelNames: ['y', 'z'], indexWidth: 5 };
    const writer = await createVolumes(file, { ...layout, dtype: 'float32', recipe: { size: 4, dtype: 'float32' } });
    for (let at = 0; at < 3; at++) {
      const volume = Float32Array.from({ length: 32 }, (_, value) => ((value * 7 + at * 50) % 256) / 255);
      writer.append({ index: `p${at}`, volume, labels: Uint8Array.of(at % 2, 1) });
    }
    writer.finish();
  });

  // Each byte in one way, and every few in others.
  test.each([
    ['any bits', 1],
    ['all bits', 5],
    ['lowest bit', 5],
  ])('%s of every byte, or every so many: %i', (kind, step) => {
    const counts = outcomes(file, kind, step);
    expect(Object.keys(counts).filter((it) => it !== 'same' && !NAMED.includes(it))).toEqual([]);
    // The rest of the file's bytes are gaps and reserves.
    expect(counts.CorruptVolumeError).toBeGreaterThan(3000 / step);
  });

  test('cut at any length', () => {
    const counts = outcomes(file, 'cut', 1);
    expect(Object.keys(counts).sort()).toEqual(['NotHdf5Error', 'TruncatedFileError']);
  });
});

describe('files without checksums: other numbers may come of damage, but no crash and no error without a name', () => {
  test.each<[string, OpenVolumesOptions]>([
    ['layouts.h5', { volumes: 'nhwc/gzip/uint16-be' }],
    ['layouts.h5', { volumes: 'nchw/lzf/float64-le', layout: 'nchw' }],
    ['specials.h5', { volumes: 'earliest/shuffle-gzip', labels: 'labels/f8', index: 'index/variable' }],
    ['specials.h5', { volumes: 'odd-chunks', labels: 'labels/lzf', index: 'index/fixed' }],
    ['specials.h5', { volumes: 'virtual-here', labels: 'labels/bool', index: 'index/int' }],
  ])('%s %j', (name, options) => {
    const more = ['OTHER NUMBERS', 'DatasetValueError', 'RepeatedPatientError', 'UnsupportedFilterError', 'same'];
    for (const kind of ['all bits', 'any bits', 'cut']) {
      const counts = outcomes(join(fixtures, name), kind, 307, options);
      expect(Object.keys(counts).filter((it) => !NAMED.includes(it) && !more.includes(it))).toEqual([]);
    }
  });
});
