import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { LABELS, openVolumes, parseLabels, scanStudy, VIEWS, type VolumeArray, writeVolumes } from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

// Debian's own Python first: another one on the PATH may not see the packages that apt installs.
const python = ['/usr/bin/python3', 'python3'].find((it) => spawnSync(it, ['-c', 'import h5py']).status === 0);

const READ = `
import h5py, hashlib, json, sys, zlib
def text(v): return v.decode() if isinstance(v, bytes) else str(v)
with h5py.File(sys.argv[1], 'r') as f:
    v = f['volumes']
    print(json.dumps({
        'shape': v.shape, 'dtype': v.dtype.name, 'chunks': v.chunks, 'maxshape': v.maxshape,
        'compression': [v.compression, v.compression_opts], 'scale': float(v.attrs['scale']),
        'axes': [text(d.label) for d in v.dims],
        'sha256': [hashlib.sha256(v[i].tobytes()).hexdigest() for i in range(len(v))],
        'sum': [float(v[i].astype('float64').sum()) for i in range(len(v))],
        'index': [text(i) for i in f['index'][:]], 'labels': f['labels'][:].tolist(),
        'views': [text(s) for s in f.attrs['views']], 'label_names': [text(s) for s in f.attrs['label_names']],
        'agrees': [[zlib.crc32(v[i].tobytes()), zlib.crc32(f['labels'][i].tobytes(), zlib.crc32(f['index'][i]))]
                   == f['checksum'][i].tolist() for i in range(len(v))],
        'format': [text(f.attrs['format']), int(f.attrs['format_version'])],
    }))
`;

const root = temporaryFolder('angio io 한글 ');
const indices = ['1001', '1002'];
beforeAll(async () => {
  const { patients } = await scanStudy(await writeStudy(join(root, 'study'), indices));
  const labels = await parseLabels(labelCsv(indices));
  for (const dtype of ['uint8', 'float32'] as const) {
    await writeVolumes(join(root, `${dtype}.h5`), patients, { size: 24, labels, dtype });
  }
});

test.skipIf(!python).each(['uint8', 'float32'] as const)(
  'h5py sees the same numbers in a %s file (skipped where Python has no h5py)',
  async (dtype) => {
    const path = join(root, `${dtype}.h5`);
    const { stdout, stderr } = spawnSync(python!, ['-c', READ, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const seen = JSON.parse(stdout);
    const volumes = await openVolumes(path);
    const read = indices.map((_, at) => volumes.read(at));
    const hash = (values: VolumeArray) =>
      createHash('sha256')
        .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
        .digest('hex');
    const sum = (values: VolumeArray) => {
      let total = 0;
      for (const value of values) total += value;
      return total;
    };
    expect(seen).toEqual({
      shape: [2, 24, 24, 8],
      dtype,
      chunks: [1, 24, 24, 8],
      maxshape: [null, 24, 24, 8],
      compression: ['gzip', 4],
      scale: dtype === 'uint8' ? 255 : 1,
      axes: ['patient', 'height', 'width', 'view'],
      sha256: read.map(hash),
      sum: read.map((values) => expect.closeTo(sum(values), 6)),
      index: indices,
      labels: volumes.labels!.values.map((row) => [...row]),
      views: [...VIEWS],
      label_names: [...LABELS],
      agrees: [true, true],
      format: ['kium-volumes', 2],
    });
    volumes.close();
  },
);

test.skipIf(!python)(
  'a chunk that another program has stored without its filter is read all the same (skipped where Python has no h5py)',
  async () => {
    const path = join(root, 'raw.h5');
    const { patients } = await scanStudy(join(root, 'study'));
    await writeVolumes(path, patients, { size: 128 });
    const before = await openVolumes(path);
    const expected = indices.map((_, at) => before.read(at));
    before.close();
    const rewrite = `
import h5py, sys
with h5py.File(sys.argv[1], 'r+') as f:
    v = f['volumes']
    v.id.write_direct_chunk((0, 0, 0, 0), v[0].tobytes(), filter_mask=1)
`;
    expect(spawnSync(python!, ['-c', rewrite, path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const volumes = await openVolumes(path);
    for (const epoch of [0, 1]) {
      const found: Uint8Array[] = [];
      for await (const { x } of volumes.batches({ batchSize: 1, dtype: 'uint8', prefetch: 0 })) found.push(x);
      expect(found, `epoch ${epoch}`).toEqual(expected);
    }
    volumes.close();
  },
);
