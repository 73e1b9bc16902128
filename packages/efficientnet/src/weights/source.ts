import { InvalidOptionError, WeightsSourceError } from '../errors';
import { importNode, runsInNode } from './import-node';

/**
 * Where weights come from: a path (in Node), a URL (an object, or text that starts with `http:`, `https:`, `blob:`,
 * `data:` or `file:`; in a page any text), or the file's bytes.
 */
export type WeightSource = string | URL | ArrayBuffer | Uint8Array | Blob;

/** The bytes of a source, and what to call it in messages. */
export async function readSource(
  source: WeightSource,
  signal: AbortSignal | undefined,
): Promise<{ bytes: Uint8Array; label: string }> {
  if (source instanceof Uint8Array) return { bytes: source, label: 'The bytes' };
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), label: 'The ArrayBuffer' };
  if (source instanceof Blob) {
    const name = (source as { name?: string }).name;
    return { bytes: new Uint8Array(await source.arrayBuffer()), label: name ?? 'The Blob' };
  }
  if (typeof source !== 'string' && !(source instanceof URL)) {
    throw new InvalidOptionError('source', source, 'a path, URL, ArrayBuffer, Uint8Array or Blob');
  }
  const label = String(source);
  const isUrl = source instanceof URL || /^(https?|blob|data|file):/i.test(source) || !runsInNode();
  if (!isUrl) return { bytes: await readPath(label), label };
  if (/^file:/i.test(label) && runsInNode()) {
    const { fileURLToPath } = await importNode('node:url');
    return { bytes: await readPath(fileURLToPath(label)), label };
  }
  return { bytes: await download(label, signal), label };
}

async function readPath(path: string): Promise<Uint8Array> {
  const { readFile } = await importNode('node:fs/promises');
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${message})`;
    throw new WeightsSourceError(path, problem, 'Check the path; relative ones start at the working directory.', {
      cause,
    });
  }
}

async function download(url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const { message, cause: deeper } = cause as Error & { cause?: Error };
    throw new WeightsSourceError(
      url,
      `the download failed (${deeper?.message ?? message})`,
      'Check the address and the network; a page may also load only from servers that allow it (CORS).',
      { cause },
    );
  }
  const { status, statusText } = response;
  throw new WeightsSourceError(
    url,
    `the server answered ${`${status} ${statusText}`.trim()}`,
    status === 401 || status === 403
      ? 'The file needs a login or permission: download it yourself and pass its path or bytes.'
      : 'Check the address.',
    { status },
  );
}
