import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import angioIo from '@kium/angio-io/package.json' with { type: 'json' };
import { bundle } from './bundle';
import type { Program } from './contender';
import type { Job, MetricJob, SurvivalJob, VolumeJob } from './job';
import type { Entry } from './measure';
import { OURS } from './row';
import { removeOnExit } from './temporary';

/** Python as its own installers name it, and Debian's, which another may hide. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

type Missing = { readonly missing: string };

/** Ours: EfficientNet on the backend `simd`. */
export function ours(job: Job): Entry {
  return { name: OURS, program: tfjs('simd', job) };
}

/** A backend of tfjs from npm; `steps` if it is very slow. */
export function npmBackend(backend: 'cpu' | 'wasm', job: Job, steps?: number): Entry {
  return { name: `tfjs ${backend}`, program: tfjs(backend, job), ...(steps !== undefined && { steps }) };
}

/** torchvision's EfficientNet in channels_last. */
export function pyTorch(job: Job): Entry {
  return { name: 'PyTorch', program: python('pytorch.py', job, TORCH) };
}

/** Ours: `@kium/metrics`. */
export function ourMetrics(job: MetricJob): Entry {
  const args = [...process.execArgv, path('contenders/metrics.ts'), JSON.stringify(job)];
  return { name: OURS, program: { command: process.execPath, args } };
}

/** The same figures from scikit-learn; `steps` if that is very slow. */
export function scikitLearn(job: MetricJob, steps?: number): Entry {
  const program = python('scikit_learn.py', job, SCIKIT_LEARN);
  return { name: 'scikit-learn', program, ...(steps !== undefined && { steps }) };
}

/** Ours: `@kium/survival`. */
export function ourSurvival(job: SurvivalJob): Entry {
  const args = [...process.execArgv, path('contenders/survival.ts'), JSON.stringify(job)];
  return { name: OURS, program: { command: process.execPath, args } };
}

/** The same from R's package survival. */
export function rSurvival({ figure, rows, covariates }: SurvivalJob): Entry {
  const name = 'R survival';
  try {
    execFileSync('Rscript', ['-e', 'library(survival)'], { stdio: 'ignore' });
  } catch {
    return absent(name, 'there is no R with survival (Debian: r-cran-survival)');
  }
  const args = [path('contenders/survival.R'), figure, String(rows), String(covariates)];
  return { name, program: { command: 'Rscript', args } };
}

/** Ours: `@kium/angio-io`; `steps` if the job takes seconds. */
export function ourVolumes(job: VolumeJob, steps?: number): Entry {
  const file = bundle('volumes.ts', '../packages/angio-io', Object.keys(angioIo.dependencies));
  const program = { command: process.execPath, args: [file, JSON.stringify(job)] };
  return { name: OURS, program, ...(steps !== undefined && { steps }) };
}

/** The same by h5py, and Pillow where images are decoded. */
export function h5py(job: VolumeJob, steps?: number): Entry {
  const program = python('volumes.py', job, job.figure === 'write' ? PILLOW_H5PY : H5PY);
  const name = job.figure === 'write' ? 'Pillow + h5py' : 'h5py';
  return { name, program, ...(steps !== undefined && { steps }) };
}

/** Our weights in onnxruntime: they are written as ONNX to a temporary folder first. */
export function onnxRuntime(job: Job): Entry {
  const folder = temporaryFolder();
  execFileSync(process.execPath, script('onnx/write-model.ts', folder, job).args, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { name: 'onnxruntime', program: script('contenders/onnxruntime.ts', folder, job) };
}

/** Somebody who cannot take part, and why. */
export function absent(name: string, missing: string): Entry {
  return { name, program: { missing } };
}

function tfjs(backend: string, job: Job): Program {
  const file = bundle('tfjs.ts', '.', ['@tensorflow/*']);
  return { command: process.execPath, args: [file, backend, JSON.stringify(job)] };
}

/** A script of this folder, run as this one is: with tsx. */
function script(file: string, argument: string, job: Job): Program {
  return { command: process.execPath, args: [...process.execArgv, path(file), argument, JSON.stringify(job)] };
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** What of Python a contender needs. */
interface Modules {
  readonly imports: string;
  readonly debian: string;
}

const TORCH: Modules = { imports: 'torch, torchvision', debian: 'python3-torch, python3-torchvision' };
const SCIKIT_LEARN: Modules = { imports: 'sklearn', debian: 'python3-sklearn' };

const H5PY: Modules = { imports: 'h5py, numpy', debian: 'python3-h5py' };
const PILLOW_H5PY: Modules = { imports: 'h5py, PIL', debian: 'python3-h5py, python3-pil' };

const pythons = new Map<Modules, string | Missing>();

function python(file: string, job: Job | MetricJob | VolumeJob, modules: Modules): Program | Missing {
  let found = pythons.get(modules);
  if (found === undefined) {
    const { imports, debian } = modules;
    const missing = `there is no python3 with ${imports.replace(', ', ' and ')} (Debian: ${debian})`;
    found = PYTHONS.find((command) => canImport(command, imports)) ?? { missing };
    pythons.set(modules, found);
  }
  if (typeof found !== 'string') return found;
  return { command: found, args: [path(`contenders/${file}`), JSON.stringify(job)] };
}

function canImport(command: string, modules: string): boolean {
  try {
    execFileSync(command, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function temporaryFolder(): string {
  return removeOnExit(mkdtempSync(join(tmpdir(), 'kium-bench-')));
}
