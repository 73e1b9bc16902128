import { HttpError, NetworkError, RangesUnsupportedError, SourceChangedError } from '../errors/remote-errors';
import type { ByteSource } from './byte-source';

/** How a file is asked for. */
export interface RequestOptions {
  /** As in `fetch`: whether cookies and passwords are sent. Default: `same-origin`. */
  readonly credentials?: 'same-origin' | 'include';
  /** Headers to send with every request, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds after which a request counts as lost. Default: 60 000. */
  readonly timeout?: number;
  /**
   * How many bytes are loaded as a whole if the server does not give parts of files. Default: 67 108 864 (64 MiB).
   */
  readonly wholeFileLimit?: number;
}

/** What is asked for first: enough for a small file's header. */
const FIRST_BYTES = 64 * 1024;

/**
 * The bytes of a file on an HTTP server, read by range requests (RFC 9110, section 14). For a worker, where a request
 * may be waited for. That the file stays the same is checked with every answer.
 *
 * @param url absolute
 * @param path names the file in errors
 */
export async function openUrlSource(url: string, path: string, options: RequestOptions): Promise<ByteSource> {
  const { wholeFileLimit = 64 * 1024 * 1024, timeout = 60_000, credentials = 'same-origin', headers } = options;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const range = `bytes=0-${FIRST_BYTES - 1}`;
    const request = { credentials, signal: abort.signal };
    const response = await fetch(url, { ...request, headers: { ...headers, Range: range } });
    const { status } = response;
    if (status === 416 && rangeOf(response.headers.get('content-range'))?.size === 0) return inMemory(new Uint8Array());
    if (status === 200) return inMemory(await wholeFile(response, path, wholeFileLimit));
    if (status !== 206) throw new HttpError(path, status);
    const size =
      rangeOf(response.headers.get('content-range'))?.size ??
      lengthOf(await fetch(url, { ...request, method: 'HEAD', ...(headers && { headers }) }));
    if (size === undefined) throw new RangesUnsupportedError(path, 'no Content-Range that may be read', wholeFileLimit);
    const beginning = new Uint8Array(await response.arrayBuffer());
    if (beginning.length !== Math.min(FIRST_BYTES, size)) {
      const found = `${beginning.length} bytes for ${range} of ${size}`;
      throw new RangesUnsupportedError(path, found, wholeFileLimit);
    }
    return rangeSource(url, path, { size, beginning, version: versionOf((it) => response.headers.get(it)), options });
  } catch (error) {
    if (abort.signal.aborted) throw new NetworkError(path, 1, `no answer within ${timeout} ms`);
    // fetch gives no reason: a lost connection and a forbidden answer look alike (Fetch Standard, "network error").
    if (error instanceof TypeError) throw new NetworkError(path, 1, `no answer (${error.message})`);
    throw error;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

interface Known {
  readonly size: number;
  /** The first bytes, which the probe has got. */
  readonly beginning: Uint8Array;
  readonly version: string | undefined;
  readonly options: RequestOptions;
}

function rangeSource(url: string, path: string, { size, beginning, version, options }: Known): ByteSource {
  return {
    size,
    read(position, length) {
      const end = position + length;
      if (end <= beginning.length) return beginning.subarray(position, end);
      const answer = get(url, path, position, end, options);
      if (answer.status === 412 || answer.status === 416) {
        throw new SourceChangedError(path, `${size} bytes`, `that bytes ${position} to ${end - 1} are not there`);
      }
      if (answer.status !== 206 && answer.status !== 200) throw new HttpError(path, answer.status);
      const found = versionOf((name) => answer.header(name));
      // A browser that has parts of the file asks for more of just these (If-Range), and gets another file as a whole.
      if (found !== version) throw new SourceChangedError(path, String(version), String(found));
      if (answer.status === 200) throw new RangesUnsupportedError(path, 'status 200 in place of 206', size);
      const range = rangeOf(answer.header('content-range'));
      if (range?.size !== undefined && range.size !== size) {
        throw new SourceChangedError(path, `${size} bytes`, `${range.size}`);
      }
      if (answer.bytes.length !== length || (range && range.start !== position)) {
        throw new NetworkError(path, 1, `${answer.bytes.length} bytes came where ${length} were asked for`);
      }
      return answer.bytes;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  header(name: string): string | null;
}

/** Bytes `start` to `end` (exclusive), waited for. */
function get(url: string, path: string, start: number, end: number, options: RequestOptions): Answer {
  const { timeout = 60_000, credentials, headers = {} } = options;
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.responseType = 'arraybuffer';
  request.withCredentials = credentials === 'include';
  request.timeout = timeout;
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.setRequestHeader('Range', `bytes=${start}-${end - 1}`);
  try {
    request.send();
  } catch (error) {
    throw new NetworkError(path, 1, `no answer (${(error as Error).message})`);
  }
  // Some browsers give up without throwing.
  if (request.status === 0 || !request.response) throw new NetworkError(path, 1, 'no answer');
  // Asked for only where it is there: a browser prints a message for each header that another origin does not expose.
  const names = request.getAllResponseHeaders().toLowerCase();
  const header = (name: string) =>
    names.includes(`\n${name}:`) || names.startsWith(`${name}:`) ? request.getResponseHeader(name) : null;
  return { status: request.status, bytes: new Uint8Array(request.response as ArrayBuffer), header };
}

/** The whole of a small file, given up as soon as it is seen not to be small. */
async function wholeFile(response: Response, path: string, limit: number): Promise<Uint8Array> {
  const refuse = (found: string) => new RangesUnsupportedError(path, found, limit);
  const announced = lengthOf(response);
  if (announced !== undefined && announced > limit) throw refuse(`status 200 and ${announced} bytes for a range`);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > limit) throw refuse(`status 200 and more than ${limit} bytes for a range`);
    parts.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function inMemory(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

/** What changes when the file does; undefined if the server tells nothing. */
function versionOf(header: (name: string) => string | null): string | undefined {
  return header('etag') ?? header('last-modified') ?? undefined;
}

/** `bytes 0-99/1234` or, for a range that is not there, `bytes *‍/1234` (RFC 9110, section 14.4). */
function rangeOf(contentRange: string | null): { start: number | undefined; size: number | undefined } | undefined {
  const parts = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(contentRange ?? '');
  if (!parts) return undefined;
  return { start: number(parts[1]), size: number(parts[2]) };
}

function lengthOf(response: Response): number | undefined {
  return response.ok ? number(response.headers.get('content-length')) : undefined;
}

function number(text: string | null | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}
