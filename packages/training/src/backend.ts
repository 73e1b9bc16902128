import { findBackendFactory, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { type BackendName, CANDIDATES, type Candidate, NOT_LOOKED_FOR } from './backend-candidates';
import { probeBackend } from './backend-probe';
import { BackendUnavailableError, OptionError } from './errors';
import { importOptional } from './import-optional';

/** A backend that was looked at. */
export interface TriedBackend {
  name: BackendName;
  available: boolean;
  /** Why it is used, why it cannot be, or why it was not needed. */
  reason: string;
}

/** The backend in use, and how it was chosen. */
export interface BackendInfo {
  /** As in {@link SelectBackendOptions.prefer}. */
  name: BackendName;
  /** As `tf.getBackend()` calls it: tfjs-node's is `tensorflow`. */
  backend: string;
  /** A sentence for the log: why this one. */
  reason: string;
  /** All that were looked at, in order. */
  tried: TriedBackend[];
}

/** Options of {@link selectBackend}. */
export interface SelectBackendOptions {
  /** Use this one, and fail if it cannot be used. Default: the first available in the order of speed. */
  prefer?: BackendName;
}

/**
 * Sets the fastest backend that is installed and can train: tfjs-node-gpu, tfjs-node, simd, cpu. Each is a package of its
 * own that is looked for at run time; a candidate counts as available once it has computed a convolution's gradient.
 * WebGPU is not looked for yet.
 *
 * @throws {@link BackendUnavailableError} when `prefer` cannot be used, or none can; it says how to install
 * @throws {@link OptionError} when `prefer` is not one of the names
 */
export async function selectBackend({ prefer }: SelectBackendOptions = {}): Promise<BackendInfo> {
  const names = CANDIDATES.map(({ name }) => name);
  if (prefer !== undefined && !names.includes(prefer)) {
    const known = `one of ${names.join(', ')}`;
    throw new OptionError('prefer', prefer, prefer in NOT_LOOKED_FOR ? `${known} (${NOT_LOOKED_FOR[prefer]})` : known);
  }
  const former = currentBackend();
  const tried: TriedBackend[] = [];
  for (const candidate of CANDIDATES.filter(({ name }) => prefer === undefined || name === prefer)) {
    const failure = await tryBackend(candidate);
    if (failure === null) {
      const reason = describeChoice(candidate, tried, prefer !== undefined);
      tried.push({ name: candidate.name, available: true, reason });
      return { name: candidate.name, backend: candidate.backend, reason, tried };
    }
    tried.push({ name: candidate.name, available: false, reason: failure });
  }
  if (former !== undefined) await setBackend(former);
  const last = tried[tried.length - 1]!;
  const { install } = CANDIDATES.find(({ name }) => name === last.name)!;
  throw new BackendUnavailableError(last.name, last.reason, install);
}

/** Null when the backend is set and computes; otherwise why not. */
async function tryBackend({ name, module, backend }: Candidate): Promise<string | null> {
  try {
    // A bundle may have registered it. (Both tfjs-node packages register `tensorflow`: those must be imported to tell.)
    if (name !== backend || !findBackendFactory(backend)) await importOptional(module);
    if (!findBackendFactory(backend)) return `${module} did not register a backend "${backend}"`;
    if (!(await setBackend(backend))) return `${module} is installed but does not start on this machine`;
    await ready();
    await probeBackend();
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return `${module} is not installed`;
    return `${module} is installed but fails (${message.split('\n')[0]})`;
  }
}

function describeChoice({ name, description }: Candidate, tried: TriedBackend[], preferred: boolean): string {
  const skipped = tried.map((other) => other.name).join(', ');
  const why = preferred
    ? 'asked for by name'
    : skipped
      ? `the fastest available: no ${skipped}`
      : 'the fastest available';
  return `${name} (${description}), ${why}`;
}

function currentBackend(): string | undefined {
  try {
    return getBackend() || undefined;
  } catch {
    // No backend registered yet.
    return undefined;
  }
}
