import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What these tests read of a package.json. */
export interface Manifest {
  name: string;
  version: string;
  main?: string;
  types?: string;
  packageManager?: string;
  bin?: string | Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports?: Record<string, unknown>;
}

/** One package of the workspace. */
export interface WorkspacePackage {
  folder: string;
  manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Every package that is published, by name. */
export function workspacePackages(): WorkspacePackage[] {
  return readdirSync(join(root, 'packages'))
    .map((entry) => join(root, 'packages', entry))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .sort((a, b) => a.manifest.name.localeCompare(b.manifest.name));
}

/** Builds the package unless its build is newer than every file that goes into it. */
export async function ensureBuilt({ folder }: WorkspacePackage): Promise<void> {
  const sources = (await readdir(join(folder, 'src'), { recursive: true })).map((file) => join(folder, 'src', file));
  const inputs = [...sources, join(folder, 'package.json'), join(root, 'tsup.config.ts'), join(root, 'tsconfig.json')];
  const newest = Math.max(...(await Promise.all(inputs.map(async (path) => (await stat(path)).mtimeMs))));
  // The types are written last.
  const last = join(folder, 'dist/index.d.cts');
  if (existsSync(last) && statSync(last).mtimeMs >= newest) return;
  await runTool('tsup', ['--config', '../../tsup.config.ts', '--silent'], folder);
}

/** Packs every package as it would be published, with the pnpm that the workspace pins; gives each one's tarball. */
export async function packAll(destination: string): Promise<Map<string, string>> {
  const pnpm = readManifest(root).packageManager!;
  const command = ['--yes', pnpm, '--recursive', '--filter', './packages/*', 'pack', '--json'];
  const output = await run('npx', [...command, '--pack-destination', destination], root);
  const packed = JSON.parse(output.slice(output.indexOf('['))) as { name: string; filename: string }[];
  return new Map(packed.map(({ name, filename }) => [name, filename]));
}

/** Runs a development dependency's command by its JavaScript entry; gives what it printed. */
export function runTool(tool: string, args: string[], cwd: string, dependency = tool): Promise<string> {
  const folder = join(root, 'node_modules', dependency);
  const { bin } = readManifest(folder);
  return run(process.execPath, [join(folder, typeof bin === 'string' ? bin : bin![tool]!), ...args], cwd);
}

/** Runs a command; rejects with all that it printed if it fails. */
export function run(command: string, args: string[], cwd: string): Promise<string> {
  // npm and npx are .cmd files on Windows, which Node starts only through a shell.
  const shell = process.platform === 'win32' && command !== process.execPath;
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, shell, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${[command, ...args].join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`));
    });
  });
}
