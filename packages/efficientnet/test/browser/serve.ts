import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page that runs one script, on this machine only. */
export async function servePage(
  script: string,
  headers: Record<string, string>,
): Promise<{ url: string; close(): void }> {
  const files: Record<string, [type: string, text: string]> = {
    '/': ['text/html', '<!doctype html><title>test</title><script src="/page.js"></script>'],
    '/page.js': ['text/javascript', script],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (!file) response.writeHead(404).end();
    else response.writeHead(200, { ...headers, 'content-type': file[0] }).end(file[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
