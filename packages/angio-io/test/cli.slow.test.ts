import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { openVolumes, VIEWS } from '../src/index';
import { type CliRun, cliProgram } from './cli-process';
import { labelCsv, temporaryFolder, writeImage, writeStudy } from './support';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
/** A clean folder to run in, whose name needs care. */
const folder = temporaryFolder('angio io 혈관 🩻 ');
let run: (args: string[], watch?: Parameters<Awaited<ReturnType<typeof cliProgram>>>[2]) => Promise<CliRun>;

beforeAll(async () => {
  const program = await cliProgram();
  run = (args, watch) => program(args, folder, watch);
  await writeStudy(join(folder, '연구 1'), ['1001', '1002', '1003'], 40);
  writeFileSync(join(folder, '연구 1', 'train.csv'), labelCsv(['1001', '1002', '1003']));
  await writeStudy(join(folder, 'gaps'), ['1001', '1002'], 40);
  rmSync(join(folder, 'gaps', '1002LV-A.jpg'));
  writeFileSync(join(folder, 'gaps', 'notes\u001b[31m.txt'), '');
  const own = join(folder, 'own naming');
  for (const patient of ['kim', 'lee']) {
    mkdirSync(join(own, patient), { recursive: true });
    for (const [at, view] of ['ap', 'lat'].entries()) await writeImage(join(own, patient, `1 ${view}.jpg`), at);
  }
  writeFileSync(join(folder, 'own.csv'), 'ID,age,stroke\nkim,61,1\nlee,40,0\n');
  const rows = ['kim', 'lee'].flatMap((patient) =>
    ['ap', 'lat'].map((view) => `${patient}/1 ${view}.jpg,${patient},${view}`),
  );
  writeFileSync(join(own, 'manifest.csv'), `path,patient,view\n${rows.join('\n')}\n`);

  const { File } = await loadHdf5();
  const file = new File(join(folder, 'foreign.h5'), 'w');
  file.create_dataset({
    name: 'x',
    data: new Uint16Array(2 * 3 * 5 * 6).map((_, at) => at * 300),
    shape: [2, 3, 5, 6],
  });
  file.create_dataset({ name: 'y', data: Uint8Array.of(1, 0), shape: [2] });
  file.create_dataset({ name: 'id', data: ['a', 'b'], shape: [2] });
  file.close();
  expect(await run(['convert', '연구 1', 'ours.h5', '--labels', '연구 1/train.csv', '--size', '16'])).toMatchObject({
    code: 0,
  });
});

const json = async (args: string[], code = 0) => {
  const { code: found, stdout, stderr } = await run([...args, '--json']);
  expect([found, stderr]).toEqual([code, '']);
  return JSON.parse(stdout);
};

describe('usage', () => {
  test('help of the program and of every command', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of ['inspect', 'convert', 'verify', 'sort']) {
      expect(stdout).toContain(command);
      const help = await run([command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: angio-io ${command} [OPTIONS]`);
      expect(help.stdout).toContain('--json');
      for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  test('the version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test.each<[string[], string]>([
    [[], ''],
    [['frobnicate'], 'there are inspect, convert, verify, sort'],
    [['inspect'], 'Arguments are missing'],
    [['sort', 'a'], 'sort FOLDER OUTFOLDER'],
    [['inspect', '.', '--frobnicate'], "'--frobnicate'"],
    [['convert', '연구 1', 'x.h5', '--size', 'large'], '--size large: a number is expected'],
    [['convert', '연구 1', 'x.h5', '--size', '0'], 'Option size is 0'],
    [['convert', '연구 1', 'x.h5', '--dtype', 'int8'], 'Option dtype'],
    [['convert', '연구 1', 'x.h5', '--range', '9,1'], 'Option range'],
    [['convert', '연구 1', 'x.h5', '--pattern', '('], '--pattern ('],
    [['convert', '연구 1', 'x.h5', '--pattern', 'x'], 'Option parseName'],
    [['convert', '연구 1', 'x.h5', '--views', 'a,a'], 'Option views'],
    [['convert', '연구 1', 'x.h5', '--root', '.'], '--root is for manifests'],
    [['convert', '연구 1', 'x.h5', '--volumes', 'x'], '--volumes is for HDF5 files'],
    [['convert', '연구 1', 'x.h5', '--label-columns', 'all'], '--label-columns needs --labels'],
    [['convert', '연구 1', 'gaps', 'x.h5'], 'only HDF5 files can be several'],
    [['convert', 'ours.h5', 'x.h5', '--size', '8'], '--size is for studies'],
    [['convert', 'ours.h5', 'x.h5', '--labels', 'y'], '--labels needs --volumes'],
    [['convert', 'own.csv.h5', 'x.h5'], 'no such file'],
    [['convert', '연구 1/1001LI-A.jpg', 'x.h5'], 'neither a study folder'],
    [['sort', '연구 1', 'x', '--mode', 'move'], 'Option mode'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(/no such file/.test(message) ? 1 : 2);
    expect(stderr).toContain(message);
    if (args.length > 0) expect(stdout).toBe('');
    expect(stderr).not.toMatch(/ at .*:\d+:\d+/);
    expect(existsSync(join(folder, 'x.h5'))).toBe(false);
  });
});

describe('inspect', () => {
  test('a study in order', async () => {
    const { code, stdout, stderr } = await run(['inspect', '연구 1', '--labels', '연구 1/train.csv']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('patients  3 complete\n');
    expect(stdout).toContain('LI-A 3  LI-B 3');
    expect(stdout).toContain('24 files');
    expect(stdout).toContain('jpeg (24)');
    expect(stdout).toContain('width 40, height 40 pixels');
    expect(stdout).toContain('3 rows; positive: Aneurysm 3  L_ICA 1');
    expect(stdout).toContain('No problems.');
  });

  test('a study with problems, for people and programs', async () => {
    const { code, stdout } = await run(['inspect', 'gaps']);
    expect(code).toBe(1);
    expect(stdout).toContain('1 complete, 1 incomplete');
    expect(stdout).toContain('missing-view (1)');
    expect(stdout).toContain('notes\\x1b[31m.txt');
    const [study] = await json(['inspect', 'gaps'], 1);
    expect(study).toMatchObject({
      kind: 'study',
      path: 'gaps',
      views: VIEWS,
      patients: 1,
      incomplete: [{ index: '1002', missing: ['LV-A'] }],
      images: { count: 15, formats: { jpeg: 15 }, views: { 'LV-A': 1 }, width: { least: 40, median: 40, most: 40 } },
    });
    expect(study.problems.map((it: { kind: string }) => it.kind).sort()).toEqual(['missing-view', 'stray-file']);
  });

  test('a manifest and a folder of any naming, with any labels', async () => {
    const labels = ['--labels', 'own.csv', '--label-columns', 'stroke', '--index-column', 'ID'];
    const views = ['--views', 'ap,lat'];
    const expected = { patients: 2, views: ['ap', 'lat'], labels: { rows: 2, positive: { stroke: 1 } }, problems: [] };
    expect(await json(['inspect', 'own naming/manifest.csv', ...views, ...labels])).toMatchObject([expected]);
    const pattern = ['--pattern', String.raw`\d (?<view>.+)\.jpg$`];
    expect(await json(['inspect', 'own naming', ...views, ...pattern, ...labels])).toMatchObject([expected]);
    const strict = [...labels, '--index-pattern', String.raw`\d+`];
    const { code, stderr } = await run(['inspect', 'own naming', ...views, ...pattern, ...strict]);
    expect(code).toBe(1);
    expect(stderr).toContain('own.csv, line 2, column ID');
    const moved = ['inspect', 'moved.csv', ...views, '--root', 'own naming'];
    cpSync(join(folder, 'own naming', 'manifest.csv'), join(folder, 'moved.csv'));
    expect(await json(moved)).toMatchObject([{ patients: 2 }]);
  });

  test('images are decoded if asked for', async () => {
    mkdirSync(join(folder, 'broken'));
    cpSync(join(folder, '연구 1'), join(folder, 'broken'), { recursive: true });
    const image = join(folder, 'broken', '1002RI-A.jpg');
    writeFileSync(image, readFileSync(image).subarray(0, -10));
    expect(await json(['inspect', 'broken'])).toMatchObject([{ patients: 3, problems: [] }]);
    const [study] = await json(['inspect', 'broken', '--check-images'], 1);
    expect(study).toMatchObject({ patients: 2, problems: [{ kind: 'unreadable-image', view: 'RI-A' }] });
    expect((await json(['inspect', 'broken', '--check-images', '--fail-on', 'truncated'], 1))[0].patients).toBe(2);
  });

  test('our volume file', async () => {
    const { code, stdout } = await run(['inspect', 'ours.h5']);
    expect(code).toBe(0);
    expect(stdout).toContain('kium-volumes, version 2');
    expect(stdout).toContain('3, 1001 to 1003');
    expect(stdout).toContain('16 × 16 × 8, uint8');
    expect(stdout).toMatch(/\/volumes +\[3, 16, 16, 8\] +uint8 +chunks \[1, 16, 16, 8\] +gzip 4/);
    expect(stdout).toContain('kernel lanczos3');
    const [file] = await json(['inspect', 'ours.h5']);
    expect(file).toMatchObject({
      kind: 'hdf5',
      volumes: {
        ...{ formatVersion: 2, patients: 3, shape: [3, 16, 16, 8], dtype: 'uint8', views: VIEWS },
        ...{ checksums: true, unfinished: false, recipe: { size: 16 }, labels: { rows: 3, positive: { Aneurysm: 3 } } },
      },
    });
    const names = file.datasets.map((it: { name: string }) => it.name).sort();
    expect(names).toEqual(['/checksum', '/index', '/labels', '/volumes']);
  });

  test('someone else’s file, and the options that may read it', async () => {
    const { code, stdout } = await run(['inspect', 'foreign.h5']);
    expect(code).toBe(0);
    expect(stdout).toContain("angio-io convert 'foreign.h5' OUT.h5 --volumes x --labels y --index id --layout nchw");
    const args = ['--volumes', 'x', '--labels', 'y', '--index', 'id', '--layout', 'nchw'];
    const names = ['--label-names', 'bleed', '--views', 'a,b,c'];
    expect(await json(['inspect', 'foreign.h5', ...args, ...names])).toMatchObject([
      {
        volumes: {
          ...{ formatVersion: null, shape: [2, 5, 6, 3], dtype: 'uint16', views: ['a', 'b', 'c'] },
          labels: { positive: { bleed: 1 } },
        },
      },
    ]);
  });

  test('images and DICOM, without names of people', async () => {
    const image = join(fixtures, 'images', 'pages.tif');
    expect(await json(['inspect', image])).toMatchObject([{ kind: 'image', format: 'tiff', width: 16, pages: 2 }]);
    expect((await run(['inspect', image])).stdout).toContain('choose a page with --page');
    const dicom = join(fixtures, 'dicom', 'text-korean.dcm');
    const [found] = await json(['inspect', dicom]);
    expect(found).toMatchObject({ kind: 'dicom', tags: expect.any(Object) });
    expect(Object.keys(found.tags).filter((tag) => /name/i.test(tag) && tag !== 'protocolName')).toEqual([]);
    const { stdout } = await run(['inspect', dicom]);
    for (const text of [stdout, JSON.stringify(found)]) expect(text).not.toMatch(/홍|Hong|Gildong|\^/);
  });

  test('one that cannot be read does not keep the others from being shown', async () => {
    const found = await json(['inspect', 'nowhere', 'ours.h5'], 1);
    expect(found).toMatchObject([{ kind: 'error', path: 'nowhere', tag: 'FileAccessError' }, { kind: 'hdf5' }]);
    const { code, stdout, stderr } = await run(['inspect', 'nowhere', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: { tag: 'FileAccessError', message: expect.stringContaining('nowhere') },
    });
    expect(stderr).toContain('nowhere: no such file or folder');
    expect((await run(['inspect', 'nowhere', '--debug'])).stderr).toMatch(/ at .*:\d+:\d+/);
  });
});

const read = async (name: string) => {
  const volumes = await openVolumes(join(folder, name));
  const { shape, dtype, index, views, labelNames, length } = volumes;
  const data = Array.from({ length }, (_, at) => volumes.readFloat(at));
  volumes.close();
  return { shape, dtype, index, views, labelNames, data };
};

describe('convert', () => {
  test('a study with every option of its own', async () => {
    const args = [
      '--size',
      '12',
      '--dtype',
      'float32',
      '--compression',
      '9',
      '--kernel',
      'linear',
      '--concurrency',
      '1',
    ];
    const report = await json([
      'convert',
      '연구 1',
      'all.h5',
      ...args,
      '--labels',
      '연구 1/train.csv',
      '--fail-on',
      'error',
    ]);
    expect(report).toEqual({
      ...{ path: 'all.h5', written: true, patients: 3, takenOver: 0, shape: [3, 12, 12, 8], skipped: [], problems: [] },
    });
    const [file] = await json(['inspect', 'all.h5']);
    expect(file.volumes).toMatchObject({ dtype: 'float32', recipe: { kernel: 'linear', failOn: 'error' } });
    const stored = file.datasets.find((it: { name: string }) => it.name === '/volumes');
    expect(stored.filters).toEqual(['gzip 9']);
    expect((await run(['convert', '연구 1', 'text.h5'])).stdout).toBe('text.h5: 3 patients, 256 × 256 × 8\n');
  });

  test('incomplete patients stop it, unless they are to be left out', async () => {
    const refused = await run(['convert', 'gaps', 'gaps.h5']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('gaps.h5 was not written: 1 patient of 2 incomplete; --skip-incomplete');
    expect(await json(['convert', 'gaps', 'gaps.h5'], 1)).toMatchObject({ written: false, problems: [{}, {}] });
    expect(existsSync(join(folder, 'gaps.h5'))).toBe(false);
    const report = await json(['convert', 'gaps', 'gaps.h5', '--skip-incomplete', '--size', '8']);
    expect(report).toMatchObject({ written: true, patients: 1, skipped: ['1002'] });
    expect(report.problems).toHaveLength(2);
    mkdirSync(join(folder, 'empty'));
    expect((await run(['convert', 'empty', 'empty.h5'])).code).toBe(1);
  });

  test('a manifest, and a folder of any naming', async () => {
    const labels = ['--labels', 'own.csv', '--label-columns', 'stroke', '--index-column', 'ID'];
    const args = ['--views', 'lat,ap', '--size', '8', ...labels];
    await json(['convert', 'own naming/manifest.csv', 'manifest.h5', ...args]);
    await json(['convert', 'own naming', 'pattern.h5', ...args, '--pattern', String.raw`\d (?<view>.+)\.jpg$`]);
    const made = await read('manifest.h5');
    expect(made).toMatchObject({ index: ['kim', 'lee'], views: ['lat', 'ap'], labelNames: ['stroke'] });
    expect(await read('pattern.h5')).toEqual(made);
  });

  test('deep images, pages and DICOM', async () => {
    const deep = join(folder, 'deep');
    mkdirSync(deep);
    for (const [name, view] of [
      ['images/12-bit.png', 'a.png'],
      ['images/pages.tif', 'b.tif'],
      ['dicom/run.dcm', 'c.dcm'],
    ] as const) {
      cpSync(join(fixtures, name), join(deep, `1001${view}`));
    }
    const convert = (...args: string[]) =>
      run(['convert', 'deep', 'deep.h5', '--views', 'a,b,c', '--size', '8', ...args]);
    expect((await convert()).stderr).toContain('option range');
    expect((await convert('--range', 'full')).stderr).toContain('option page');
    const data: string[] = [];
    for (const args of [
      ['--range', 'full', '--page', '0'],
      ['--range', '0,4095', '--page', '0'],
      ['--range', 'full', '--page', '1'],
      ['--range', 'full', '--page', '0', '--frames', '0'],
      ['--range', 'full', '--page', '0', '--invert'],
      ['--range', 'full', '--page', '0', '--voi', '10,20'],
    ]) {
      expect(await convert(...args), args.join(' ')).toMatchObject({ code: 0 });
      data.push(String((await read('deep.h5')).data[0]));
    }
    expect(new Set(data).size).toBe(data.length);
    expect((await convert('--range', 'full', '--page', '0', '--subtraction', 'both')).code).toBe(2);
  });

  test('someone else’s file, and several of ours', async () => {
    const args = ['--volumes', 'x', '--labels', 'y', '--index', 'id', '--layout', 'nchw', '--scale', '65535'];
    const names = ['--views', 'a,b,c', '--label-names', 'bleed', '--dtype', 'uint8', '--compression', '1'];
    expect(await json(['convert', 'foreign.h5', 'converted.h5', ...args, ...names])).toMatchObject({
      shape: [2, 5, 6, 3],
    });
    const made = await read('converted.h5');
    expect(made).toMatchObject({ dtype: 'uint8', index: ['a', 'b'], views: ['a', 'b', 'c'], labelNames: ['bleed'] });
    expect(made.data[1]![1]).toBeCloseTo(((90 + 30) * 300) / 65535, 2);
    const dark = await run(['convert', 'foreign.h5', 'dark.h5', ...args.slice(0, -1), '100']);
    expect([dark.code, existsSync(join(folder, 'dark.h5'))]).toEqual([1, false]);
    expect(dark.stderr).toContain('another scale');

    await json(['convert', '연구 1', 'one.h5', '--size', '16', '--pattern', '^(?<index>100[12])(?<view>.+).jpg']);
    await json(['convert', '연구 1', 'two.h5', '--size', '16', '--pattern', '^(?<index>1003)(?<view>.+).jpg']);
    await json(['convert', 'one.h5', 'two.h5', 'joined.h5']);
    expect((await read('joined.h5')).data).toEqual((await read('ours.h5')).data);
  });

  test('append', async () => {
    const part = (index: string) => ['--pattern', `^(?<index>${index})(?<view>.+).jpg`];
    await json(['convert', '연구 1', 'grown.h5', '--size', '16', ...part('100[12]')]);
    expect(await json(['convert', '연구 1', 'grown.h5', '--append', ...part('1003')])).toMatchObject({ patients: 3 });
    expect((await read('grown.h5')).index).toEqual(['1001', '1002', '1003']);
  });

  test('Ctrl-C stops it; with --resume the next call goes on', async () => {
    const args = ['convert', 'large', 'large.h5', '--size', '1024', '--concurrency', '1'];
    const indices = Array.from({ length: 12 }, (_, at) => String(2001 + at));
    await writeStudy(join(folder, 'large'), indices, 1024);
    const stop = (begun: string) => (child: { kill(signal: 'SIGINT'): boolean }) => {
      const timer = setInterval(() => {
        if (!existsSync(join(folder, begun))) return;
        clearInterval(timer);
        setTimeout(() => child.kill('SIGINT'), 1000);
      }, 10);
    };
    const stopped = await run(args, stop('large.h5.partial'));
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toContain('stopped (SIGINT)');
    expect(readdirSync(folder).filter((name) => name.startsWith('large.h5'))).toEqual([]);

    expect(await run([...args, '--resume'], stop('large.h5.partial'))).toMatchObject({ code: 130 });
    expect(readdirSync(folder).filter((name) => name.startsWith('large.h5'))).toEqual(['large.h5.partial']);
    expect((await json(['inspect', 'large.h5.partial'], 1))[0].volumes).toMatchObject({ unfinished: true });
    expect((await run(['verify', 'large.h5.partial'])).stdout).toContain('--resume goes on from it');
    const report = await json([...args, '--resume']);
    expect(report).toMatchObject({ patients: 12 });
    expect(report.takenOver).toBeGreaterThan(0);
  });
});

describe('verify', () => {
  test('a file in order, a damaged one, a study, an image', async () => {
    expect(await run(['verify', 'ours.h5'])).toMatchObject({
      ...{ code: 0, stdout: 'ours.h5: 3 patients, all checksums agree\n', stderr: '' },
    });
    const damaged = readFileSync(join(folder, 'ours.h5'));
    // The first chunk that is gzip: a zlib header of level 4 to 5 (RFC 1950).
    const at = damaged.indexOf(Buffer.from([0x78, 0x5e]));
    damaged[at + 40]! ^= 0xff;
    writeFileSync(join(folder, 'damaged.h5'), damaged);
    const [file] = await json(['verify', 'damaged.h5'], 1);
    expect(file).toMatchObject({ kind: 'volumes', patients: 3, checksums: true, damaged: [{ patient: '1001' }] });
    const both = await run(['verify', 'ours.h5', 'damaged.h5', 'nowhere.h5']);
    expect(both.code).toBe(1);
    expect(both.stdout).toContain('damaged.h5: 1 of 3 patients damaged');
    expect(both.stdout).toContain('nowhere.h5: no such file');

    expect(await run(['verify', '연구 1', '연구 1/1001LI-A.jpg'])).toMatchObject({ code: 0 });
    expect(await json(['verify', 'gaps'], 1)).toMatchObject([{ kind: 'study', patients: 1 }]);
    const views = ['--views', 'ap,lat'];
    expect(await json(['verify', 'own naming/manifest.csv', ...views])).toMatchObject([{ patients: 2 }]);
    const foreign = ['--volumes', 'x', '--layout', 'nchw'];
    expect((await run(['verify', 'foreign.h5', ...foreign])).stdout).toContain('the file has no checksums');
  });
});

describe('sort', () => {
  test('a folder a patient', async () => {
    const report = await json(['sort', '연구 1', '정렬', '--mode', 'link']);
    expect(report).toEqual({
      ...{ folder: '정렬', files: 24, patients: ['1001', '1002', '1003'], incomplete: [], problems: [] },
    });
    expect(readdirSync(join(folder, '정렬')).sort()).toEqual(['1001', '1002', '1003']);
    const { code, stdout } = await run(['sort', 'gaps', 'sorted gaps']);
    expect(code).toBe(1);
    expect(stdout).toContain('15 images of 2 patients in sorted gaps');
  });

  test('of any naming', async () => {
    const pattern = ['--pattern', String.raw`\d (?<view>.+)\.jpg$`];
    await json(['sort', 'own naming', 'sorted own', '--views', 'ap,lat', ...pattern]);
    expect(readdirSync(join(folder, 'sorted own', 'kim'))).toEqual(['kimap.jpg', 'kimlat.jpg']);
  });
});

test('DICOM files by their tags: inspect, convert, verify and sort', async () => {
  mkdirSync(join(folder, 'dicom', '0001'), { recursive: true });
  cpSync(join(fixtures, 'dicom', 'run.dcm'), join(folder, 'dicom', '0001', 'IM_1'));
  cpSync(join(fixtures, 'dicom', 'text-korean.dcm'), join(folder, 'dicom', '0001', 'IM_2'));
  const args = ['--views', 'LI-A,LV-B', '--dicom-tags'];
  const images = { count: 2, formats: { dicom: 2 } };
  expect(await json(['inspect', 'dicom', ...args])).toMatchObject([{ patients: 1, images, problems: [] }]);
  expect(await json(['convert', 'dicom', 'dicom.h5', ...args, '--size', '8'])).toMatchObject({ patients: 1 });
  expect(await json(['verify', 'dicom', ...args])).toMatchObject([{ patients: 1, problems: [] }]);
  await json(['sort', 'dicom', 'sorted dicom', ...args]);
  expect(readdirSync(join(folder, 'sorted dicom'))).toEqual(['1001']);
  const mapped = ['--views', 'HEAD', '--patient-tag', 'seriesInstanceUid', '--view-tag', 'bodyPartExamined'];
  const [study] = await json(['inspect', 'dicom', ...mapped], 1);
  expect(study).toMatchObject({ patients: 1, problems: [{ kind: 'extra-view', patient: '1.2.3.4' }] });
});

test('a reader that goes away is no error', async () => {
  const { code, stderr } = await run(['inspect', '연구 1', '--json'], (child) => child.stdout!.destroy());
  expect([code, stderr]).toEqual([0, '']);
});
