import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { scanStudy, VIEWS, writeVolumes } from '../src/index';
import { labelsOf, rejectionOf, temporaryFolder, writeStudy } from './support';

// Debian's own Python first: another one on the PATH may not see the packages that apt installs.
const python = ['/usr/bin/python3', 'python3'].find((it) => spawnSync(it, ['-c', 'import h5py']).status === 0);
const page = readFileSync(new URL('../../../docs/hdf5-format.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```python\n([\s\S]*?)```/g)].map((match) => match[1]!);

const root = temporaryFolder();
const indices = ['1001', '1002', '1003'];
beforeAll(async () => {
  const { patients } = await scanStudy(await writeStudy(join(root, 'study'), indices));
  const labels = labelsOf(indices);
  await writeVolumes(join(root, 'train.h5'), patients, { size: 16, labels });
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => done === 2 && controller.abort(new Error('stop'));
  const options = { size: 16, labels, resume: true, signal: controller.signal, onProgress };
  await rejectionOf(writeVolumes(join(root, 'part.h5'), patients, options));
  copyFileSync(join(root, 'part.h5.partial'), join(root, 'train.h5.partial'));
});

function run(script: string) {
  const { stdout, stderr } = spawnSync(python!, ['-c', script], { cwd: root, encoding: 'utf8' });
  return { stdout, stderr };
}

test.skipIf(!python)('the page’s lines read a volume file (skipped where Python has no h5py)', () => {
  expect(examples).toHaveLength(3);
  expect(run(`${examples[0]}\nprint(x.shape, x.max() <= 1, x.max() > 0.5, list(names))`)).toEqual({
    stdout: "(3, 16, 16, 8) True True ['1001', '1002', '1003']\n",
    stderr: '',
  });
});

test.skipIf(!python)('the page’s lines check a volume (skipped where Python has no h5py)', () => {
  expect(run(examples[1]!)).toEqual({ stdout: '', stderr: '' });
  const bytes = readFileSync(join(root, 'train.h5'));
  const chunk = bytes.indexOf(Buffer.from([0x78, 0x5e]));
  const damaged = Buffer.from(bytes);
  damaged.fill(0, chunk + 20, chunk + 24);
  writeFileSync(join(root, 'train.h5'), damaged);
  expect(run(examples[1]!).stderr).not.toBe('');
  writeFileSync(join(root, 'train.h5'), bytes);
});

test.skipIf(!python)('the page’s line reads an unfinished file (skipped where Python has no h5py)', () => {
  expect(run(`import h5py\n${examples[2]}\nprint(len(f['checksum']), list(f['index'].asstr()[:2]))`)).toEqual({
    stdout: "2 ['1001', '1002']\n",
    stderr: '',
  });
});

test.skipIf(!python)('the file is as the page says (skipped where Python has no h5py)', () => {
  const { stdout, stderr } = run(`
import h5py, json, zlib
f = h5py.File('train.h5')
names = [n.encode() for n in f['index'].asstr()[:]]
print(json.dumps({
    'keys': sorted(f), 'attrs': sorted(f.attrs), 'version': int(f.attrs['format_version']),
    'views': [v.decode() for v in f.attrs['views']], 'recipe': json.loads(f.attrs['recipe']),
    'types': [f[k].dtype.str for k in ('volumes', 'labels', 'checksum')], 'chunks': f['volumes'].chunks,
    'labels': f['labels'].chunks[0], 'width': f['index'].dtype.itemsize,
    'row': [int(zlib.crc32(f['labels'][i].tobytes(), zlib.crc32(names[i])) == f['checksum'][i, 1]) for i in range(3)],
}))`);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    keys: ['checksum', 'index', 'labels', 'volumes'],
    attrs: ['format', 'format_version', 'label_names', 'recipe', 'views'],
    version: 2,
    views: [...VIEWS],
    recipe: { size: 16, dtype: 'uint8', kernel: 'lanczos3', failOn: 'warning' },
    types: ['|u1', '|u1', '<u4'],
    chunks: [1, 16, 16, 8],
    labels: 256,
    width: 16,
    row: [1, 1, 1],
  });
});
