import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request, or returns false to leave it to the next. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server on this machine only. What nothing answers is 404. */
export async function serve(...answers: Answer[]): Promise<{ url: string; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    if (!answers.some((answer) => answer(request, response))) response.writeHead(404).end('not here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Serves these files, by path from the root. */
export function files(contents: Record<string, string | Uint8Array>, type = 'application/octet-stream'): Answer {
  return (request, response) => {
    const found = contents[new URL(request.url!, 'http://localhost').pathname];
    if (found === undefined) return false;
    response.writeHead(200, { 'content-type': type }).end(found);
    return true;
  };
}
