import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './connection.ts';
import { pinned } from './machine.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface StartOptions {
  readonly port: number;
  /** Standard output and standard error go here. */
  readonly logPath: string;
  /** The core it may use; null: all of them. */
  readonly core: number | null;
}

const READY_MS = 20_000;
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Servers that run: they must not outlive a run that is broken off. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A server under measurement. Linux alone: CPU and memory come from /proc. */
export class ServerProcess {
  readonly port: number;
  readonly startUpMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startUpMs: number) {
    this.#child = child;
    this.port = port;
    this.startUpMs = startUpMs;
  }

  /** Resolves when `GET /readyz` answers 200. */
  static async start(command: Command, { port, logPath, core }: StartOptions): Promise<ServerProcess> {
    const log = openSync(logPath, 'a');
    const { file, args } = pinned(command, core);
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...command.env };
    const startedAt = performance.now();
    const child = spawn(file, args, { env, stdio: ['ignore', log, log] });
    closeSync(log);
    running.add(child);
    child.once('exit', () => running.delete(child));
    while (!(await isReady(port))) {
      if (child.exitCode !== null || performance.now() - startedAt > READY_MS) {
        child.kill('SIGKILL');
        throw new Error(`The server did not start: ${readFileSync(logPath, 'utf8').slice(-1000)}`);
      }
      await sleep(5);
    }
    return new ServerProcess(child, port, performance.now() - startedAt);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** User and system time of all its threads. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.pid);
  }

  peakMemoryMib(): number {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  /** Ends it with `signal` and waits until it is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.kill(signal);
    });
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await ask(port, 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n')).status === 200;
  } catch {
    return false;
  }
}

function statOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name, in parentheses, may hold anything: the numbers begin behind its last one (proc_pid_stat(5)).
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** A process and its children, as they are now: for PostgreSQL with its backends. */
export function familyCpuSeconds(pid: number): number {
  let seconds = cpuSecondsOf(pid);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (Number(statOf(Number(name))[1]) === pid) seconds += cpuSecondsOf(Number(name));
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
  return seconds;
}
