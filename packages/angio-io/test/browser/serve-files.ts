import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path is answered with in place of the file. */
export type Fault = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A server of this machine, for pages and files. */
export interface FileServer {
  readonly origin: string;
  /** What was asked for since the last `forget()`, and how many bytes were sent of it. */
  readonly requests: { readonly url: string; readonly range: string | undefined; readonly bytes: number }[];
  forget(): void;
  close(): void;
}

interface Options {
  /** Paths of the server, each with a file's path or with its content. */
  readonly files: Readonly<Record<string, string | { type: string; content: string | Uint8Array }>>;
  /** What goes wrong at a path; true if it has answered. */
  readonly faults?: Readonly<Record<string, Fault>>;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves files by range requests, reading only what is asked for. */
export async function serveFiles({ files, faults = {}, headers = {} }: Options): Promise<FileServer> {
  const requests: FileServer['requests'] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost').pathname;
    const count = (counts.get(url) ?? 0) + 1;
    counts.set(url, count);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const log = (bytes: number) => requests.push({ url: request.url!, range: request.headers.range, bytes });
    if (faults[url]?.(request, response, count)) {
      log(0);
      return;
    }
    const file = files[url];
    if (file === undefined) {
      response.writeHead(404).end();
    } else if (typeof file !== 'string') {
      response.writeHead(200, { 'content-type': file.type }).end(file.content);
    } else {
      log(sendRange(file, request, response));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    forget: () => {
      requests.length = 0;
      counts.clear();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function sendRange(path: string, request: IncomingMessage, response: ServerResponse): number {
  const descriptor = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(descriptor);
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    response.setHeader('etag', response.getHeader('etag') ?? `"${size}-${mtimeMs}"`);
    if (request.method === 'HEAD') {
      response.writeHead(200, { 'content-length': size }).end();
      return 0;
    }
    const wanted = request.headers['if-range'];
    if (wanted !== undefined && wanted !== response.getHeader('etag')) {
      // RFC 9110, section 13.1.5: the whole of what the file is now.
      response.writeHead(200).end('another file');
      return 0;
    }
    if (!range) throw new Error(`${path} was asked for as a whole`);
    const start = Number(range[1]);
    const end = Math.min(Number(range[2]) + 1, size);
    if (start >= end) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return 0;
    }
    const bytes = Buffer.alloc(end - start);
    readSync(descriptor, bytes, 0, bytes.length, start);
    if (!response.hasHeader('content-range')) response.setHeader('content-range', `bytes ${start}-${end - 1}/${size}`);
    response.writeHead(206, { 'content-length': bytes.length }).end(bytes);
    return bytes.length;
  } finally {
    closeSync(descriptor);
  }
}

/** Answers with the whole file, as a server does that does not know of ranges. */
export function wholeOf(path: string): Fault {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(path));
    return true;
  };
}
