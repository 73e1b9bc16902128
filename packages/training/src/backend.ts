import { findBackendFactory, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { type BackendName, CANDIDATES, type Candidate, NOT_LOOKED_FOR } from './backend-candidates';
import { probeBackend } from './backend-probe';
import { BackendUnavailableError, OptionError } from './errors';
import { explainImport, importOptional } from './import-optional';

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
 * Sets the fastest backend that is installed and can train: tfjs-node-gpu, tfjs-node, webgpu, simd, cpu. Each is a
 * package of its own that is looked for at run time; a candidate counts as available once it has computed a
 * convolution's gradient. WebGPU is taken by itself only on a GPU; `prefer: 'webgpu'` also takes a software adapter. In
 * Node it defines `navigator.gpu` (from the npm package `webgpu`) and WebGPU's global classes.
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
    const { name, backend } = candidate;
    const outcome = await tryBackend(candidate, prefer !== undefined);
    if ('unusable' in outcome) {
      tried.push({ name, available: false, reason: outcome.unusable });
      continue;
    }
    const reason = describeChoice(candidate, outcome.device, tried, prefer !== undefined);
    tried.push({ name, available: true, reason });
    return { name, backend, reason, tried };
  }
  if (former !== undefined) await setBackend(former);
  const last = tried[tried.length - 1]!;
  const { install } = CANDIDATES.find(({ name }) => name === last.name)!;
  throw new BackendUnavailableError(last.name, last.reason, install);
}

/** Sets a backend and lets it compute. Returns what it runs on, or why it cannot be used. */
async function tryBackend(
  { name, module, backend, prepare, runsOn }: Candidate,
  asked: boolean,
): Promise<{ device?: string } | { unusable: string }> {
  let undo: (() => void) | undefined;
  let unusable: string;
  try {
    const prepared = await prepare?.(asked);
    if (prepared && 'unusable' in prepared) return prepared;
    undo = prepared?.undo;
    // A bundle may have registered it. (Both tfjs-node packages register `tensorflow`: those must be imported to tell.)
    if (name !== backend || !findBackendFactory(backend)) await importOptional(module);
    if (!findBackendFactory(backend)) {
      unusable = `${module} did not register a backend "${backend}"`;
    } else if (!(await setBackend(backend))) {
      unusable = `${module} is installed but does not start on this machine`;
    } else {
      await ready();
      await probeBackend();
      return { device: prepared?.device ?? runsOn?.() };
    }
  } catch (error) {
    unusable = explainImport(module, error);
  }
  undo?.();
  return { unusable };
}

function describeChoice(
  { name, description }: Candidate,
  device: string | undefined,
  tried: TriedBackend[],
  asked: boolean,
): string {
  const skipped = tried.map((other) => other.name).join(', ');
  const why = asked ? 'asked for by name' : skipped ? `the fastest available: no ${skipped}` : 'the fastest available';
  return `${name} (${description}${device ? ` on ${device}` : ''}), ${why}`;
}

function currentBackend(): string | undefined {
  try {
    return getBackend() || undefined;
  } catch {
    // No backend registered yet.
    return undefined;
  }
}
