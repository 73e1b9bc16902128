import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { clearConsistencyFlags } from '../src/hdf5/consistency-flags';
import { openKeptVolumes } from '../src/hdf5/kept-volumes';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { openVolumes, writeVolumes } from '../src/index';
import { bundle } from './bundle';
import { contentOf, labelsOf, temporaryFolder } from './support';

// Debian's own Python first: another one on the PATH may not see the packages that apt installs.
const python = ['/usr/bin/python3', 'python3'].find((it) => spawnSync(it, ['-c', 'import h5py']).status === 0);

const root = temporaryFolder();
const out = join(root, 'out');
const file = join(out, 'volumes.h5');
const partial = `${file}.partial`;
const PATIENTS = 40;
const options = { size: 48, views: ['a', 'b'], resume: true, labels: labelsOf(indices()) };
let patients: { index: string; images: Record<string, string> }[];
let program: string;

function indices() {
  return Array.from({ length: PATIENTS }, (_, at) => `환자 ${at}`);
}

let state = 1;
/** Numbers in [0, 1), the same in every run (Numerical Recipes' LCG). */
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

beforeAll(async () => {
  mkdirSync(out);
  const images: string[] = [];
  for (let at = 0; at < 12; at++) {
    images.push(join(root, `${at}.png`));
    const noise = Uint8Array.from({ length: 48 * 48 }, () => random() * 256);
    await sharp(noise, { raw: { width: 48, height: 48, channels: 1 } }).toFile(images[at]!);
  }
  patients = indices().map((index, at) => ({ index, images: { a: images[at % 12]!, b: images[(at * 5 + 1) % 12]! } }));
  writeFileSync(join(root, 'call.json'), JSON.stringify({ file, patients, options }));
  program = await bundle(`
    import { readFileSync } from 'node:fs';
    import { Labels, writeVolumes } from '@kium/angio-io';
    const { file, patients, options } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
    const values = options.labels.values.map((row) => Uint8Array.from(Object.values(row)));
    const labels = new Labels({ ...options.labels, values });
    // Everything is loaded before the clock starts.
    await writeVolumes(file + '.warm-up', patients.slice(0, 1), { ...options, labels });
    process.stdout.write('begun\\n');
    const onProgress = ({ done }) => process.stdout.write(done + '\\n');
    const report = await writeVolumes(file, patients, { ...options, labels, onProgress, ...JSON.parse(process.argv[3]) });
    process.stdout.write('ended ' + report.takenOver + '\\n');
  `);
});

/**
 * Run the program; kill it so many milliseconds after it has said that so many patients are done: the moments are spread
 * over the work, however slow the machine is.
 */
function run(kill: { after: number; delay: number }, more = {}): Promise<{ done: number; ended: boolean }> {
  const child = spawn(process.execPath, [program, join(root, 'call.json'), JSON.stringify(more)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const mark = kill.after === 0 ? 'begun' : String(kill.after);
  let output = '';
  let seen = false;
  return new Promise((resolve) => {
    child.stdout.on('data', (text) => {
      output += text;
      if (seen || !output.split('\n').includes(mark)) return;
      seen = true;
      setTimeout(() => child.kill('SIGKILL'), kill.delay);
    });
    child.on('close', () => {
      const done = Math.max(0, ...[...output.matchAll(/^(\d+)$/gm)].map((match) => Number(match[1])));
      resolve({ done, ended: output.includes('ended') });
    });
  });
}

const randomMoment = () => ({ after: Math.floor(random() * PATIENTS), delay: random() * 20 });

/** How many patients of the unfinished file are whole, looked at through a copy; all, if it is finished. */
async function wholePatients(): Promise<number> {
  const there = [partial, file].find((path) => existsSync(path));
  if (!there) return 0;
  const copy = join(root, 'copy.h5');
  copyFileSync(there, copy);
  try {
    if (!(await clearConsistencyFlags(copy))) return 0;
    const kept = await openKeptVolumes(copy);
    let whole = 0;
    while (whole < kept.index.length && kept.index[whole] === patients[whole]!.index && kept.isWhole(whole)) whole++;
    kept.close();
    return whole;
  } catch {
    return 0;
  }
}

test('killed at 50 moments of writing and 50 of resuming, it loses no finished patient and ends with the same file', async () => {
  await writeVolumes(join(root, 'whole.h5'), patients, options);
  const expected = await contentOf(join(root, 'whole.h5'));
  const seen = { killed: 0, resumed: 0 };
  for (let round = 0; seen.resumed < 50; round++) {
    let least = 0;
    rmSync(file, { force: true });
    // Without `resume`, the first call begins anew.
    for (const resuming of [false, true]) {
      const { done, ended } = await run(randomMoment(), { resume: resuming });
      if (ended) break;
      const whole = await wholePatients();
      // What it said was done is there, and so is what was there before it resumed.
      expect(whole, `round ${round}`).toBeGreaterThanOrEqual(Math.max(done, least));
      least = whole;
      if (whole > 0 && existsSync(partial)) await readWhileUnfinished(whole, round);
      seen[resuming ? 'resumed' : 'killed']++;
      // Killed after it had finished: there is nothing to resume.
      if (existsSync(file)) break;
    }
    expect((await writeVolumes(file, patients, options)).index).toHaveLength(PATIENTS);
    expect(await contentOf(file)).toEqual(expected);
    expect(readdirSync(out).filter((name) => !/^volumes\.h5(\.warm-up.*)?$/.test(name))).toEqual([]);
  }
  expect(seen.killed).toBeGreaterThanOrEqual(50);
});

/** As another program would: HDF5's own SWMR mode. */
async function readWhileUnfinished(whole: number, round: number): Promise<void> {
  const hdf5 = await loadHdf5();
  const reader = new hdf5.File(partial, 'Sr');
  const volumes = reader.get('volumes') as InstanceType<typeof hdf5.Dataset>;
  expect(volumes.shape![0]).toBeGreaterThanOrEqual(whole);
  expect((volumes.slice([[whole - 1, whole]]) as Uint8Array).length).toBe(48 * 48 * 2);
  reader.close();
  if (python && round % 5 === 0) {
    const script = `import h5py, sys, zlib
with h5py.File(sys.argv[1], 'r', swmr=True) as f:
    print(all(zlib.crc32(f['volumes'][i].tobytes()) == f['checksum'][i, 0] for i in range(int(sys.argv[2]))))`;
    const { stdout, stderr } = spawnSync(python, ['-c', script, partial, String(whole)], { encoding: 'utf8' });
    expect(stderr + stdout).toBe('True\n');
  }
}

test('killed while adding to a file, it leaves the file as it was, and can be resumed', async () => {
  const base = patients.slice(0, 20);
  await writeVolumes(join(root, 'whole.h5'), patients, options);
  const expected = await contentOf(join(root, 'whole.h5'));
  writeFileSync(join(root, 'call.json'), JSON.stringify({ file, patients: patients.slice(20), options }));
  for (let round = 0; round < 10; round++) {
    await writeVolumes(file, base, { ...options, resume: false });
    const before = await contentOf(file);
    const moment = { after: Math.floor(random() * 20), delay: random() * 20 };
    const { ended } = await run(moment, { append: true });
    if (ended) continue;
    const volumes = await openVolumes(file);
    expect(volumes.length).toBe(20);
    volumes.close();
    expect(await contentOf(file)).toEqual(before);
    await writeVolumes(file, patients.slice(20), { ...options, append: true });
    expect(await contentOf(file)).toEqual(expected);
  }
});
