import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestEnvironment } from './test-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;
const START_PATIENCE_MS = 30_000;

interface ServerOptions {
  readonly environment: TestEnvironment;
  /** The file that runs, from the root of the project. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** Of Node. */
  readonly flags?: readonly string[];
  /** The user it runs as, when that is not ours. */
  readonly uid?: number;
}

/** A real Passerby in a process of its own, as it was built (`built-server.ts`). */
export class ServerProcess implements AsyncDisposable {
  readonly origin: string;
  readonly #child: ChildProcess;

  constructor(origin: string, child: ChildProcess) {
    this.origin = origin;
    this.#child = child;
  }

  /** Resolves when the process is gone, to the signal that ended it. */
  async ended(): Promise<NodeJS.Signals | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.signalCode;
  }

  /** Asks it to stop, as an operator does; resolves to its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.ended();
    return this.#child.exitCode;
  }

  /** Ends it as a power cut would: no handler runs. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** Starts the server on a free port. Rejects with what it said on standard error when it stops before it listens. */
export async function startServer({ environment, entry = 'dist/server/main.js', args = [], flags = [], uid }: ServerOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...flags, entry, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', PUBLIC_ORIGIN: 'http://localhost:3000', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 0,
    ...(uid === undefined ? {} : { uid }),
  });
  const origin = await addressOf(child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return new ServerProcess(origin, child);
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const patience = setTimeout(() => reject(new Error(`No address within ${START_PATIENCE_MS} ms: ${said}`)), START_PATIENCE_MS);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const address = ADDRESS.exec(said)?.[0];
      if (address === undefined) return;
      clearTimeout(patience);
      resolve(address);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('close', (code) => {
      clearTimeout(patience);
      reject(new Error(`The server stopped with code ${code}: ${said}`));
    });
  });
}
