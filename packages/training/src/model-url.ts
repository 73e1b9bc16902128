import { DownloadError, ModelCorruptError, ModelNotFoundError } from './errors';
import type { ModelFiles } from './model-files';

const TOPOLOGY = 'model.json';

/**
 * The files of a model on a server.
 *
 * @param address - of `model.json`, or, with a slash at the end, of the folder that holds it
 */
export function modelUrl(address: URL, fetch: typeof globalThis.fetch, signal: AbortSignal | undefined): ModelFiles {
  const json = address.pathname.endsWith('/') ? withQuery(new URL(TOPOLOGY, address), address) : address;
  return {
    path: json.href,
    async readJson() {
      const response = await download(json.href, fetch, signal);
      return await read(json.href, () => response.text());
    },
    async readWeights(name) {
      const { href } = withQuery(new URL(name, json), json);
      const response = await download(href, fetch, signal).catch((cause) => {
        if (!(cause instanceof ModelNotFoundError)) throw cause;
        const remedy = 'Put every file that saveModel wrote on the server.';
        throw new ModelCorruptError(json.href, `${href}, which it names, does not exist`, remedy, { cause });
      });
      return { path: href, bytes: new Uint8Array(await read(href, () => response.arrayBuffer())) };
    },
  };
}

/** A query, such as a signature, belongs to every file; tfjs does the same. */
function withQuery(url: URL, { search }: URL): URL {
  if (url.search === '') url.search = search;
  return url;
}

async function download(href: string, fetch: typeof globalThis.fetch, signal?: AbortSignal): Promise<Response> {
  const response = await read(href, () => fetch(href, { signal }));
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) throw new ModelNotFoundError(href);
  throw new DownloadError(href, `the server answered ${response.status} ${response.statusText}`.trimEnd());
}

async function read<T>(href: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { message, cause: reason } = cause as Error;
    throw new DownloadError(href, reason instanceof Error ? `${message}: ${reason.message}` : message, { cause });
  }
}
