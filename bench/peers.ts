import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './contender';
import type { Job } from './job';
import type { Entry } from './measure';
import { OURS } from './row';

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
  const python = findPython();
  const program: Program | Missing =
    typeof python === 'string'
      ? { command: python, args: [path('contenders/pytorch.py'), JSON.stringify(job)] }
      : python;
  return { name: 'PyTorch', program };
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
  return script('contenders/tfjs.ts', backend, job);
}

/** A script of this folder, run as this one is: with tsx. */
function script(file: string, argument: string, job: Job): Program {
  return { command: process.execPath, args: [...process.execArgv, path(file), argument, JSON.stringify(job)] };
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

let python: string | Missing | undefined;

function findPython(): string | Missing {
  python ??= PYTHONS.find(hasTorch) ?? {
    missing: 'there is no python3 with torch and torchvision (Debian: python3-torch, python3-torchvision)',
  };
  return python;
}

function hasTorch(command: string): boolean {
  try {
    execFileSync(command, ['-c', 'import torch, torchvision'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kium-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
