// The root scripts, for a machine that has Node and npm and nothing else: each task first makes sure that the
// workspace is installed (by the pnpm version that package.json pins, fetched by npx), that the WebAssembly kernels are
// compiled and the workers bundled, then runs. Usage: node scripts/run.mjs TASK [ARGUMENTS]
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const cache = join(root, 'node_modules', '.cache', 'kium');

const TASKS = {
  start: (args) => runExample('aneurysm/main.ts', args),
  'compare-models': (args) => runExample('aneurysm/compare-models.ts', args),
  survival: (args) => runExample('survival-table/main.ts', args),
  build: () => buildPackages(),
  typecheck: () => runTool('tsc', ['--noEmit', '-p', 'tsconfig.json']),
  lint: () => runTool('biome', ['check', '--error-on-warnings', '.']),
  fix: () => runTool('biome', ['check', '--write', '.']),
  docs: () => runTool('typedoc', []),
  bench: (args) => runTool('tsx', [join(root, 'bench/main.ts'), ...args]),
  test: (args) => {
    const report = join(cache, 'test-report.json');
    rmSync(report, { force: true });
    TASKS.lint();
    TASKS.typecheck();
    TASKS.docs();
    TASKS.build();
    // Tests that look at the built packages find them built.
    mkdirSync(cache, { recursive: true });
    runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args]);
  },
};

const [name, ...args] = process.argv.slice(2);
const task = TASKS[name];
if (!task) {
  console.error(`Unknown task '${name ?? ''}'. There are: ${Object.keys(TASKS).join(', ')}.`);
  process.exit(2);
}
// Ctrl-C reaches the child too, which ends in its own time; this process waits for it.
process.on('SIGINT', () => {});
requireNode(20);
install();
compileKernels();
bundleWorkers();
task(args);

function requireNode(major) {
  if (Number(process.versions.node.split('.')[0]) >= major) return;
  console.error(
    `This project needs Node ${major} or newer; this is Node ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}

/** Without what only `bench/` and the tests of it need, 400 MB of peers, where the pipeline is all that is wanted. */
function install() {
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...workspaceManifests()];
  const inputs = fingerprint(manifests);
  const everything = !['start', 'compare-models', 'survival'].includes(name) || isDone('installed', inputs);
  const without = everything ? '' : '--filter=!@kium/bench';
  step(everything ? 'installed' : 'installed-without-bench', inputs, () => {
    const started = Date.now();
    console.log(`Installing dependencies with ${manifest.packageManager} …`);
    // One command line through a shell: npx is a .cmd file on Windows, which Node starts only that way.
    const { status } = spawnSync(
      `npx --yes ${manifest.packageManager} install --frozen-lockfile --reporter=append-only ${without}`,
      {
        cwd: root,
        shell: true,
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
      },
    );
    if (status !== 0)
      fail('Installing failed. Is the npm registry reachable (npm ping)? Then run the same command again.');
    console.log(`Installed in ${seconds(started)} s.`);
  });
}

function compileKernels() {
  const folder = join(root, 'packages/tfjs-backend-simd');
  const script = join(folder, 'scripts/build-wasm.mjs');
  const sources = [...filesBelow(join(folder, 'assembly')), script, join(root, 'pnpm-lock.yaml')];
  const inputs = fingerprint(sources.map((path) => relative(root, path)));
  step('kernels', inputs, () => execFileSync(process.execPath, [script], { cwd: folder, stdio: 'inherit' }), [
    join(folder, 'src/generated/wasm.ts'),
  ]);
}

function bundleWorkers() {
  const folder = join(root, 'packages/angio-io');
  const script = join(folder, 'scripts/build-workers.mjs');
  const outputs = ['node-worker.js', 'volume-worker.js'].map((name) => join(folder, 'src/generated', name));
  const sources = filesBelow(join(folder, 'src')).filter((path) => path.endsWith('.ts'));
  const inputs = fingerprint([...sources, script, join(root, 'pnpm-lock.yaml')].map((path) => relative(root, path)));
  step('workers', inputs, () => execFileSync(process.execPath, [script], { cwd: folder, stdio: 'inherit' }), outputs);
}

function buildPackages() {
  for (const folder of packageFolders()) {
    runTool('tsup', ['--config', '../../tsup.config.ts', '--silent'], { cwd: folder });
  }
}

/** Runs `work` unless it ran before on the same inputs and what it made is still there. */
function step(label, inputs, work, outputs = []) {
  if (isDone(label, inputs, outputs)) return;
  const stamp = join(cache, label);
  rmSync(stamp, { force: true });
  work();
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, inputs);
}

function isDone(label, inputs, outputs = []) {
  const stamp = join(cache, label);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs && outputs.every((path) => existsSync(path));
}

/** In the folder from which it was called, so that paths in the arguments mean what they say there. */
function runExample(script, args) {
  // tsx looks for the options of TSX files where it is called, not where the files are.
  const options = ['--tsconfig', join(root, 'tsconfig.json')];
  runTool('tsx', [...options, join(root, 'examples', script), ...args], { cwd: process.env.INIT_CWD ?? root });
}

function runTool(tool, args, { cwd = root } = {}) {
  // Tools are started by their JavaScript entry, because the links in node_modules/.bin differ by operating system.
  const { status, signal } = spawnSync(process.execPath, [binary(tool), ...args], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(signal === 'SIGINT' ? 130 : (status ?? 1));
}

function binary(tool) {
  const folder = join(root, 'node_modules', tool === 'biome' ? '@biomejs/biome' : tool === 'tsc' ? 'typescript' : tool);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[tool]);
}

function packageFolders() {
  return readdirSync(join(root, 'packages'))
    .map((entry) => join(root, 'packages', entry))
    .filter((path) => existsSync(join(path, 'package.json')));
}

function workspaceManifests() {
  const folders = [
    ...packageFolders(),
    ...readdirSync(join(root, 'examples')).map((entry) => join(root, 'examples', entry)),
    join(root, 'bench'),
  ];
  return folders
    .map((folder) => join(relative(root, folder), 'package.json'))
    .filter((path) => existsSync(join(root, path)));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(0);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
