import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFlags } from './start-flags.ts';

// Fills the compile cache: runs the server and the thread that copies its log once, on a file that nobody keeps. Their
// first start is then as quick and as small as every later one, in a container that is always new too (decision 014).

const SERVER = join(import.meta.dirname, '../server');

const COPY_ONCE = `
const { Worker } = require('node:worker_threads');
const [file, workerData] = process.argv.slice(1);
const thread = new Worker(file, { workerData, trackUnmanagedFds: false });
thread.once('message', () => thread.terminate());
thread.postMessage(false);`;

/** What is compiled with other flags is not found. */
function node(databasePath: string, ...args: readonly string[]): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, DATABASE_URL: `file:${databasePath}`, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' };
  return spawn(process.execPath, [...startFlags(), ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function succeeded(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  // Windows ends a process that is told to stop without asking it.
  if (code !== 0 && process.platform !== 'win32') throw new Error(`The server cannot be compiled: it stopped with code ${code}.`);
}

const folder = await mkdtemp(join(tmpdir(), 'passerby-'));
try {
  const databasePath = join(folder, 'passerby.db');
  const server = node(databasePath, join(SERVER, 'main.ts'));
  // It says where it listens.
  server.stdout?.once('data', () => server.kill());
  await succeeded(server);
  await succeeded(node(databasePath, '--eval', COPY_ONCE, join(SERVER, 'database/checkpoint-thread.ts'), databasePath));
} finally {
  await rm(folder, { recursive: true, force: true });
}
