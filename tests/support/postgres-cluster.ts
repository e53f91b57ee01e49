import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';

const START_PATIENCE_MS = 30_000;
/** `nobody`: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65_534;

/** A crash of the server alone loses nothing that the system has: tests need no disk. */
const SETTINGS = ['fsync=off', 'autovacuum=off', 'max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];

/** A real PostgreSQL server in a temporary folder, on a free port. */
export class PostgresCluster implements AsyncDisposable {
  readonly url: string;
  readonly #binaries: PostgresBinaries;
  readonly #folder: string;
  readonly #port: number;
  readonly #password = randomBytes(16).toString('hex');
  #server: ChildProcess | null = null;
  readonly #stopWithUs = () => void this.#server?.kill('SIGQUIT');
  readonly #stopBySignal = () => process.exit(1);

  private constructor(binaries: PostgresBinaries, folder: string, port: number) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.#port = port;
    this.url = `postgres://postgres:${this.#password}@127.0.0.1:${port}/postgres`;
    process.once('exit', this.#stopWithUs);
    // Without a listener SIGTERM ends a process past its `exit`.
    process.once('SIGTERM', this.#stopBySignal);
  }

  static async start(): Promise<PostgresCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'passerby-postgres-'));
    const cluster = new PostgresCluster(await findPostgres(), folder, await freePort());
    await cluster.#init();
    await cluster.start();
    return cluster;
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    const server = this.#spawn(this.#binaries.postgres, ['-D', join(this.#folder, 'data'), '-p', String(this.#port), ...settings]);
    this.#server = server.child;
    for (const startedAt = Date.now(); !(await this.#accepts()); await sleep(20)) {
      if (server.child.exitCode !== null || Date.now() - startedAt > START_PATIENCE_MS) throw new Error(`PostgreSQL does not start: ${server.said()}`);
    }
  }

  /** Ends every backend at once, without a checkpoint: the next start recovers from the log. */
  crash(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  /** Ends every backend and leaves everything in order, as an operator restarts it. */
  shutDown(): Promise<void> {
    return this.#end('SIGINT');
  }

  /** Stops the postmaster and these backends where they stand, or lets them go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT', backends: readonly number[]): void {
    const pids = [this.#server?.pid ?? 0, ...backends];
    for (const pid of pids) process.kill(pid, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.removeListener('exit', this.#stopWithUs);
    process.removeListener('SIGTERM', this.#stopBySignal);
    await this.shutDown();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #init(): Promise<void> {
    const passwordFile = join(this.#folder, 'password');
    await writeFile(passwordFile, this.#password, { mode: 0o600 });
    if (isRoot()) for (const path of [this.#folder, passwordFile]) await chown(path, UNPRIVILEGED, UNPRIVILEGED);
    const flags = ['--auth=scram-sha-256', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync', `--pwfile=${passwordFile}`];
    const { child, said } = this.#spawn(this.#binaries.initdb, ['-D', join(this.#folder, 'data'), ...flags]);
    await once(child, 'close');
    if (child.exitCode !== 0) throw new Error(`initdb failed: ${said()}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  }

  async #accepts(): Promise<boolean> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #spawn(file: string, args: readonly string[]): { readonly child: ChildProcess; readonly said: () => string } {
    let said = '';
    const identity = isRoot() ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
    const child = spawn(file, args, { ...identity, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000)));
    return { child, said: () => said };
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return address.port;
}
