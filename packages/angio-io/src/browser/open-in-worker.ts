import * as h5wasm from 'h5wasm';
import { readSamples } from '../batches/read-samples';
import type { Hdf5File } from '../hdf5/hdf5';
import { joinVolumes } from '../hdf5/join-volumes';
import { asOpenError } from '../hdf5/open-error';
import { checkOpenOptions, type OpenVolumesOptions } from '../hdf5/open-options';
import { openReadable } from '../hdf5/open-readable';
import { openStoredVolumes } from '../hdf5/open-stored-volumes';
import type { StoredVolumes } from '../hdf5/stored-volumes';
import type { ServedVolumes } from '../worker/serve';
import { toHeaderMessage } from '../worker/volume-message';
import { blobSource } from './blob-source';
import { blockCache } from './block-cache';
import { type EmscriptenFs, type MountedSource, mountSource } from './mount-source';
import { withRetries } from './retries';
import { openUrlSource, type RequestOptions } from './url-source';

/** A file, as it is handed to the worker: its path is for messages. */
export type FileMessage = { readonly path: string } & ({ readonly blob: Blob } | { readonly url: string });

/** How files are opened in the worker. */
export interface OpenMessage extends OpenVolumesOptions, RequestOptions {
  readonly retries: number;
  readonly cacheBytes: number;
}

/** Open files for {@link serve}. */
export async function openInWorker(source: unknown, options: unknown): Promise<ServedVolumes> {
  checkOpenOptions(options as OpenMessage);
  await h5wasm.ready;
  const { retries } = options as OpenMessage;
  const mounts: MountedSource[] = [];
  const attempt = <T>(work: () => T): Promise<T> => withRetries(retries, async () => unmasked(mounts, work));
  const files: StoredVolumes[] = [];
  for (const file of source as FileMessage[]) {
    const mounted = await withRetries(retries, () => mount(file, options as OpenMessage));
    mounts.push(mounted.mount);
    files.push(await attempt(() => openMounted(mounted, file.path, options as OpenMessage)));
  }
  const volumes = joinVolumes(files, (options as OpenMessage).duplicates);
  return {
    header: toHeaderMessage(volumes),
    read: (at, as) => attempt(() => (as === 'stored' ? volumes.read(at) : readSamples(volumes, [{ at }], 'float32'))),
    readBatch: (samples, dtype) => attempt(() => readSamples(volumes, samples, dtype)),
  };
}

interface Mounted {
  readonly mount: MountedSource;
  readonly size: number;
  readonly beginning: Uint8Array;
}

async function mount(file: FileMessage, options: OpenMessage): Promise<Mounted> {
  const { path } = file;
  const bytes = 'blob' in file ? blobSource(file.blob, path) : await openUrlSource(file.url, path, options);
  const cached = blockCache(bytes, options);
  const beginning = cached.read(0, Math.min(8, cached.size));
  return { mount: mountSource(h5wasm.FS as unknown as EmscriptenFs, cached), size: cached.size, beginning };
}

function openMounted({ mount, size, beginning }: Mounted, path: string, options: OpenMessage): StoredVolumes {
  let file: Hdf5File;
  try {
    file = openReadable(h5wasm, mount.path);
  } catch (error) {
    throw asOpenError(path, beginning, size, error as Error);
  }
  return openStoredVolumes(h5wasm, file, path, options);
}

/** A read that failed makes HDF5 fail with an error of its own; the reason is what the caller must know. */
function unmasked<T>(mounts: readonly MountedSource[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reasons = mounts.map((mount) => mount.takeFailure());
    throw reasons.find((reason) => reason !== undefined) ?? error;
  }
}
