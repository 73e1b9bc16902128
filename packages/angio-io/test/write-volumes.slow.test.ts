import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();

test('killed in the middle of writing, it leaves no file under the final name', async () => {
  const folder = join(root, 'out');
  mkdirSync(folder);
  await writeStudy(join(root, 'study'), ['1001']);
  const file = join(folder, 'volumes.h5');
  const script = join(root, 'victim.mts');
  writeFileSync(
    script,
    `import { scanStudy, writeVolumes } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
     const { patients } = await scanStudy(${JSON.stringify(join(root, 'study'))});
     // The same patients over and over: it must still be writing when it is killed.
     const many = Array.from({ length: 3000 }, () => patients).flat();
     await writeVolumes(${JSON.stringify(file)}, many, { size: 64, onProgress: ({ done }) => process.stdout.write(done + ' ') });`,
  );
  const loader = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', loader, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      output += text;
      if (output.includes(' 5 ')) child.kill('SIGKILL');
    });
    child.on('exit', () => resolve());
  });
  expect(output).toContain(' 5 ');
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(folder).every((name) => name.endsWith('.partial'))).toBe(true);
});
