import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseLabels, scanStudy, writeVolumes } from '../packages/angio-io/src/index';
import { writeAngiogramStudy } from '../packages/phantom/src/index';
import { toCommonJs } from './packaging/readme-example';
import { ensureBuilt, packAll, root, run, workspacePackages } from './packaging/workspace';

const NAME = '@kium/angio-io';
/** An empty project in which a team has installed the loader and nothing else. */
let project: string;
let packed: string;

beforeAll(async () => {
  [project, packed] = (await Promise.all(
    ['team', 'loader'].map(async (name) => realpath(await mkdtemp(join(tmpdir(), `kium-${name}-`)))),
  )) as [string, string];
  await ensureBuilt(workspacePackages().find(({ manifest }) => manifest.name === NAME)!);
  const tarballs = await packAll(packed);
  await writeFile(join(project, 'package.json'), '{ "name": "team", "private": true }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', tarballs.get(NAME)!], project);

  const study = join(project, 'study');
  await writeAngiogramStudy(study, { patients: 6, size: 64, seed: 1 });
  const { patients } = await scanStudy(join(study, 'train_set'));
  const labels = await parseLabels(readFileSync(join(study, 'train_set', 'train.csv'), 'utf8'));
  await writeVolumes(join(project, 'train.h5'), patients, { size: 32, labels });
});

afterAll(async () => {
  for (const folder of [project, packed]) if (folder) await rm(folder, { recursive: true, force: true });
});

test('no TensorFlow.js package is installed with the loader', () => {
  const installed = readdirSync(join(project, 'node_modules'));
  expect(installed).toContain('@kium');
  expect(installed.filter((name) => /tensorflow|tfjs/.test(name))).toEqual([]);
  expect(readdirSync(join(project, 'node_modules', '@kium'))).toEqual(['angio-io']);
});

test.each(['mjs', 'cjs'] as const)('the example of a team without TensorFlow.js runs as .%s', async (extension) => {
  const readme = readFileSync(join(root, 'packages/angio-io/README.md'), 'utf8');
  const example = /## Without TensorFlow\.js.*?```js\n(.*?)```/s.exec(readme)![1]!;
  await writeFile(join(project, `example.${extension}`), extension === 'mjs' ? example : toCommonJs(example));
  const printed = await run(process.execPath, [`example.${extension}`], project);
  const counts = /: \[ (\d+), (\d+) \]/.exec(printed)!.slice(1).map(Number);
  expect(counts[0]! + counts[1]!).toBe(6);
});
