import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeVolumes } from '../src/index';
import { bundle } from './bundle';
import { contentOf, rejectionOf, temporaryFolder } from './support';

const root = temporaryFolder();
const views = ['a', 'b'];
let patients: { index: string; images: Record<string, string> }[];
beforeAll(async () => {
  // Noise hardly compresses: a patient takes about 120 kB.
  let state = 1;
  const noise = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  const images: Record<string, string> = {};
  for (const view of views) {
    images[view] = join(root, `${view}.png`);
    const data = Uint8Array.from({ length: 65536 }, noise);
    await sharp(data, { raw: { width: 256, height: 256, channels: 1 } }).toFile(images[view]);
  }
  patients = Array.from({ length: 12 }, (_, at) => ({ index: `p${at}`, images }));
});

describe('a full disk', () => {
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync('umount', [disk]);
  });
  const file = join(disk, 'volumes.h5');
  const enlarge = () => spawnSync('mount', ['-o', 'remount,size=4m', disk]);
  const shrink = () => {
    for (const name of readdirSync(disk)) rmSync(join(disk, name));
    spawnSync('mount', ['-o', 'remount,size=1m', disk]);
  };

  test.skipIf(!mounted)(
    'while writing with resume: it goes on once there is space (needs the right to mount)',
    async () => {
      shrink();
      for (let attempt = 0; attempt < 3; attempt++) {
        const error = await rejectionOf(writeVolumes(file, patients, { views, resume: true }));
        expect(error).toMatchObject({ tag: 'NoSpaceError', path: file, code: 'ENOSPC' });
        expect(readdirSync(disk)).toEqual(['volumes.h5.partial']);
      }
      enlarge();
      const report = await writeVolumes(file, patients, { views, resume: true });
      expect(report.takenOver).toBeGreaterThan(4);
      await writeVolumes(join(root, 'whole.h5'), patients, { views });
      expect(await contentOf(file)).toEqual(await contentOf(join(root, 'whole.h5')));
    },
  );

  test.skipIf(!mounted)('while adding: the file stays as it was (needs the right to mount)', async () => {
    shrink();
    await writeVolumes(file, patients.slice(0, 2), { views });
    const bytes = readFileSync(file);
    // There is no room for the copy with the new patients.
    const error = await rejectionOf(writeVolumes(file, patients.slice(2), { views, append: true }));
    expect(error).toMatchObject({ tag: 'NoSpaceError', path: file });
    expect(readdirSync(disk)).toEqual(['volumes.h5']);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    // There is none for the copy itself.
    writeFileSync(join(disk, 'other'), Buffer.alloc(600_000));
    const copying = await rejectionOf(writeVolumes(file, patients.slice(2, 3), { views, append: true }));
    expect(copying).toMatchObject({ tag: 'NoSpaceError', path: file });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    rmSync(join(disk, 'other'));
    expect(readdirSync(disk)).toEqual(['volumes.h5']);
  });

  test.skipIf(!mounted)('with no room for the lock (needs the right to mount)', async () => {
    shrink();
    writeFileSync(join(disk, 'other'), Buffer.alloc(2 ** 20));
    const error = await rejectionOf(writeVolumes(file, patients, { views }));
    expect(error).toMatchObject({ tag: 'NoSpaceError', path: file });
    expect(readdirSync(disk)).toEqual(['other']);
  });
});

/** The program writes what the file that it is given names. */
const PROGRAM = `
  import { chdir } from 'node:process';
  import { mkdirSync, rmSync } from 'node:fs';
  import { writeVolumes } from '@kium/angio-io';
  const { file, patients, options, user, gone } = JSON.parse(process.argv[2]);
  if (gone) { mkdirSync(gone); chdir(gone); rmSync(gone, { recursive: true }); }
  if (user) { process.setgid(user); process.setuid(user); }
  const onProgress = ({ done }) => console.log('done ' + done);
  try {
    const { index } = await writeVolumes(file, patients, { ...options, onProgress });
    console.log('wrote ' + index.length);
  } catch (error) {
    console.log('refused ' + error.tag + ' ' + error.message);
  }
`;
let program: string;
beforeAll(async () => {
  program = await bundle(PROGRAM);
});
const start = (call: object) =>
  spawn(process.execPath, [program, JSON.stringify(call)], { stdio: ['ignore', 'pipe', 'inherit'] });
async function outputOf(child: ReturnType<typeof start>): Promise<string> {
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  await once(child, 'close');
  return output;
}

test('two processes on one file: one writes, the other is refused by name', async () => {
  const file = join(root, 'shared.h5');
  const call = { file, patients, options: { views, size: 32 } };
  const children = [start(call), start({ ...call, file: join(root, '.', 'shared.h5') })];
  const outputs = await Promise.all(children.map(outputOf));
  // The one that comes late may find the other done, and then replaces its file.
  const refused = outputs.filter((output) => output.includes('refused'));
  expect(outputs.filter((output) => output.includes('wrote 12')).length + refused.length).toBe(2);
  for (const output of refused) expect(output).toMatch(/refused FileLockedError .*has been writing it since/);
  expect((await contentOf(file)).patients).toHaveLength(12);
  expect(readdirSync(root).filter((name) => name.startsWith('shared'))).toEqual(['shared.h5']);
});

test('while one process writes, another is refused', async () => {
  const file = join(root, 'held.h5');
  const many = Array.from({ length: 20_000 }, (_, at) => ({ ...patients[0]!, index: String(at) }));
  // Too long for a command line: the list is made in the program.
  const holder = await bundle(`
    import { writeVolumes } from '@kium/angio-io';
    const patients = Array.from({ length: ${many.length} }, (_, at) => ({ index: String(at), images: ${JSON.stringify(patients[0]!.images)} }));
    const onProgress = ({ done }) => console.log('done ' + done);
    await writeVolumes(${JSON.stringify(file)}, patients, { views: ${JSON.stringify(views)}, size: 32, onProgress });
  `);
  const child = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const error = await rejectionOf(writeVolumes(file, patients, { views, size: 32 }));
  expect(error).toMatchObject({ tag: 'FileLockedError', path: file, holder: { pid: child.pid } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  // Its lock says nothing any more.
  expect((await writeVolumes(file, patients, { views, size: 32 })).index).toHaveLength(12);
  expect(readdirSync(root).filter((name) => name.startsWith('held'))).toEqual(['held.h5']);
});

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)(
  'a folder that may not be written to is a named error (needs to be root, to become nobody)',
  async () => {
    const folder = join(root, 'read-only');
    mkdirSync(folder);
    chmodSync(root, 0o755);
    chmodSync(folder, 0o555);
    const call = { file: join(folder, 'volumes.h5'), patients, options: { views, size: 32 }, user: NOBODY };
    const output = await outputOf(start(call));
    expect(output).toMatch(/^refused WriteError .*volumes\.h5 was not written: .*EACCES.*Check that its folder/);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a process whose working folder is gone writes to an absolute path, and is told of a relative one', async () => {
  const call = { patients: patients.slice(0, 2), options: { views, size: 32 } };
  const absolute = start({ ...call, file: join(root, '절대 🩻.h5'), gone: join(root, 'gone 1') });
  expect(await outputOf(absolute)).toContain('wrote 2');
  const relative = start({ ...call, file: 'relative.h5', gone: join(root, 'gone 2') });
  expect(await outputOf(relative)).toMatch(/^refused WriteError relative\.h5 was not written/);
});
