import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempFolder } from './temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Whose pages a tiny server serves from an origin of its own. */
export interface PageHost extends AsyncDisposable {
  readonly origin: string;
  readonly folder: string;
}

/** An origin that serves the files of a folder and nothing else. The folder may still be empty. */
export async function hostPage(): Promise<PageHost> {
  const folder = await makeTempFolder();
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : decodeURI(request.url ?? '').slice(1);
    readFile(join(folder.path, name)).then(
      (content) => response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // A TCP server has an address object.
  return {
    origin: `http://127.0.0.1:${port}`,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Builds the page into a folder, with build-time settings such as `VITE_API_URL`. */
export async function buildPage(folder: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const environment = { ...process.env, ...settings, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [VITE, 'build', '--logLevel', 'error', '--outDir', folder, '--emptyOutDir'], { cwd: ROOT, env: environment });
}
