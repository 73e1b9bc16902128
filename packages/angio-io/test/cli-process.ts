import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** What a run of the program has printed and returned. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The command line program as plain JavaScript, for tests that start many processes: tsx would compile the sources in
 * each. It lies where it finds the package's dependencies.
 *
 * @returns a function that runs it; `watch` is given the process, and may end it
 */
export async function cliProgram() {
  const folder = fileURLToPath(new URL('../node_modules/.test/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, 'cli-'));
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  // tsx brings esbuild.
  const esbuild = createRequire(fileURLToPath(import.meta.resolve('tsx')))('esbuild') as {
    build(options: object): Promise<void>;
  };
  const program = join(own, 'angio-io.mjs');
  await esbuild.build({
    entryPoints: [fileURLToPath(new URL('../src/cli/angio-io.ts', import.meta.url))],
    packages: 'external',
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: program,
    logLevel: 'error',
  });
  return (args: readonly string[], cwd: string, watch?: (process: ReturnType<typeof spawn>) => void): Promise<CliRun> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
      watch?.(child);
    });
}
