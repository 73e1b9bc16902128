// A data set made by @kium/angio-io, or its batches. Started by bench/main.ts with a VolumeJob, as plain JavaScript.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openVolumes, scanStudy, writeVolumes } from '@kium/angio-io';
import manifest from '@kium/angio-io/package.json' with { type: 'json' };
import type { VolumeJob } from '../job';
import { serve } from './serve';

const { figure, folder, file } = JSON.parse(process.argv[2] ?? '') as VolumeJob;
const version = `@kium/angio-io ${manifest.version}`;

if (figure === 'write') {
  const { patients } = await scanStudy(folder);
  // What a peer is compared with before anything is timed.
  await writeVolumes(file, patients.slice(0, 1), { size: 256 });
  const made = join(folder, '..', 'ours.h5');
  await serve({ version }, async () => void (await writeVolumes(made, patients, { size: 256, compression: 4 })));
} else {
  const volumes = await openVolumes(file);
  const hash = createHash('sha256');
  for await (const { x } of volumes.batches({ batchSize: 8 })) hash.update(new Uint8Array(x.buffer));
  await serve({ version, result: hash.digest('hex') }, async () => {
    for await (const { x } of volumes.batches({ batchSize: 8 })) void x;
  });
}
