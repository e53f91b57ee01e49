import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { median } from './statistics.ts';

export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;
const TMPFS = 0x0102_1994;
const FSYNCS = 100;
const PACKAGES = ['@trpc/server', 'kysely', 'better-sqlite3', 'jose', 'fastify', '@fastify/jwt', 'better-auth', 'zod', 'pino'];

/** Where and when a section was measured. */
export interface Machine {
  readonly date: string;
  readonly command: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly isPinned: boolean;
  /** Median of writing 4 KiB and fdatasync in the folder of the databases, in milliseconds. */
  readonly fsyncMs: number;
  readonly isInMemoryDisk: boolean;
  /** The one-minute load average before the run: above 0.5, something else was running. */
  readonly loadBefore: number;
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const canPin = cpus().length >= 2 && hasTaskset();

/** A child inherits the core of this process, so a command that may run anywhere has to be told so. */
function coreList(core: number | null): string {
  return core === null ? `0-${cpus().length - 1}` : String(core);
}

/** The command line that runs a command on one core (null: on all), where this machine can. */
export function pinned(command: { readonly file: string; readonly args: readonly string[] }, core: number | null): { file: string; args: string[] } {
  if (!canPin) return { file: command.file, args: [...command.args] };
  return { file: 'taskset', args: ['-c', coreList(core), command.file, ...command.args] };
}

/** Moves a running process with all its threads to one core (null: to all), where this machine can. */
export function pin(pid: number, core: number | null): void {
  if (canPin) execFileSync('taskset', ['-a', '-p', '-c', coreList(core), String(pid)], { stdio: 'ignore' });
}

/**
 * Left alone, V8 looks for garbage in a small heap twice a second when little happens, on every core for 30 ms: a
 * generator that waits between requests would be most of the latency that it measures.
 */
export function calmGenerator(): void {
  setFlagsFromString('--heap-growing-percent=300');
}

/** Moves this process, the generator, to its core. */
export function pinGenerator(): void {
  if (!canPin) console.error('No taskset or fewer than two cores: server and generator share what there is, and the figures are worth less.');
  pin(process.pid, GENERATOR_CORE);
}

export function describeMachine(folder: string, python: string | null): Machine {
  const versions = Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    versions: { node: process.versions.node, ...versions, ...(python !== null && { 'FastAPI peer': python }) },
    isPinned: canPin,
    fsyncMs: measureFsync(folder),
    isInMemoryDisk: statfsSync(folder).type === TMPFS,
    loadBefore: loadavg()[0] ?? 0,
  };
}

function versionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

function measureFsync(folder: string): number {
  const path = join(folder, 'fsync-probe');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: FSYNCS }, () => {
    const startedAt = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  rmSync(path);
  return median(times);
}
