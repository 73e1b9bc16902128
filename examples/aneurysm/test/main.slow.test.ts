import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const main = fileURLToPath(new URL('../main.ts', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-main-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Calls the program as a person does; `whenSeen` is pressed Ctrl-C at. */
function call(args: string[], whenSeen?: RegExp): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = [[] as string[], [] as string[]];
    let pressed = false;
    child.stdout.on('data', (chunk) => {
      out.push(String(chunk));
      if (!pressed && whenSeen?.test(out.join(''))) pressed = child.kill('SIGINT');
    });
    child.stderr.on('data', (chunk) => err.push(String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: out.join(''), err: err.join('') }));
  });
}

test('--help explains, and is no error', async () => {
  const { code, out } = await call(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('--skip-incomplete');
});

test('a wrong option is one line without a stack, and exit code 1', async () => {
  const { code, err } = await call(['--sise', '3']);
  expect(code).toBe(1);
  expect(err.trim()).toBe("Error: Unknown option '--sise'. --help lists the options.");
});

test('an output folder that is a file is an error that says what to do', async () => {
  const path = join(folder, 'file');
  await writeFile(path, '');
  const { code, err } = await call(['--out', path]);
  expect(code).toBe(1);
  expect(err).toMatch(/file'\. Choose another folder with --out\.$/m);
});

test('a missing folder is named, with what it should hold', async () => {
  const { code, err } = await call(['--data', join(folder, 'nowhere'), '--out', join(folder, 'a')]);
  expect(code).toBe(1);
  expect(err).toMatch(/nowhere does not exist\. A K-ium folder has train_set/);
  expect(err).not.toMatch(/^ +at /m);
});

test('Ctrl-C ends with 130, says how to go on, and leaves nothing half-written', async () => {
  const out = join(folder, 'b');
  const { code, err } = await call(['--patients', '500', '--study-size', '64', '--out', out], /Study: drawing/);
  expect(code).toBe(130);
  expect(err).toMatch(/The same command .* goes on from here/);
  expect(await readdir(out)).toEqual([]);
});
