import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hasCrashed, runHdf5 } from '../src/hdf5/hdf5';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { openVolumes } from '../src/index';
import { temporaryFolder } from './support';

const fixture = join(import.meta.dirname, 'fixtures', 'specials.h5');
const options = { volumes: 'earliest/lzf', index: 'index/ascii' };

test('one instance serves all calls', async () => {
  expect(await loadHdf5()).toBe(await loadHdf5());
});

test('a file on which HDF5 itself crashes is an error; what else is open says so, and the next call has a fresh HDF5', async () => {
  const before = await loadHdf5();
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const open = await openVolumes(fixture, options);
  const bytes = readFileSync(fixture);
  // In the references to the texts of variable length: HDF5 2.0 gives back memory there that it never had.
  bytes[64581]! ^= 0xff;
  const path = join(temporaryFolder(), 'damaged.h5');
  writeFileSync(path, bytes);
  await expect(openVolumes(path, options)).rejects.toMatchObject({ tag: 'CorruptVolumeError', path });

  expect(hasCrashed(before)).toBe(true);
  expect(() => open.read(0)).toThrow(expect.objectContaining({ tag: 'Hdf5CrashedError', path: fixture }));
  open.close();
  const again = await openVolumes(fixture, options);
  expect(again.index).toEqual(['a', 'b', 'c']);
  expect(again.read(2)).toHaveLength(40);
  again.close();
  expect(await loadHdf5()).not.toBe(before);
  expect(said).not.toHaveBeenCalled();
  said.mockRestore();
});

test('what an instance throws after a trap is that it has crashed', async () => {
  const hdf5 = await loadHdf5();
  const trap = () => {
    throw new WebAssembly.RuntimeError('memory access out of bounds');
  };
  expect(() => runHdf5(hdf5, trap)).toThrow(expect.objectContaining({ crashed: 'now' }));
  expect(() => runHdf5(hdf5, () => 1)).toThrow(expect.objectContaining({ crashed: 'before' }));
  expect(runHdf5(await loadHdf5(), () => 1)).toBe(1);
});
