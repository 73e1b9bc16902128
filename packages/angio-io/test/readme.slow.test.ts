import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPredictions } from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

test('the README’s example runs as printed', async () => {
  const root = temporaryFolder();
  const indices = ['1001', '1002', '1003'];
  await writeStudy(join(root, 'train_set'), indices, 300);
  writeFileSync(join(root, 'train_set', 'train.csv'), labelCsv([...indices, '1004']));
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const source = new URL('../src/index.ts', import.meta.url).href;
  writeFileSync(join(root, 'example.mts'), example.replace("'@kium/angio-io'", JSON.stringify(source)));
  const loader = import.meta.resolve('tsx');
  const run = spawnSync(process.execPath, ['--import', loader, 'example.mts'], { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(run.stdout).toContain("kind: 'label-without-images'");
  expect(run.stdout).toContain('[ 3, 256, 256, 8 ]');
  expect(await readPredictions(join(root, 'output.csv'))).toMatchObject([{ index: '1001', aneurysm: 0.73 }]);
});
