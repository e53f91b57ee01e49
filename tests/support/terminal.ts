import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestEnvironment } from './test-app.ts';

const ROOT = join(import.meta.dirname, '../..');

/** util-linux's `script` gives a command a terminal; other systems have another one, or none. */
export const HAS_TERMINAL = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

interface TerminalResult {
  readonly code: number | null;
  /** What the terminal was sent, standard output and standard error in the order they were written. */
  readonly screen: string;
}

/** Runs the real `passerby` command at a terminal where somebody types `keys`. No word may need quoting for a shell. */
export async function runAtTerminal(environment: TestEnvironment, keys: string, ...args: readonly string[]): Promise<TerminalResult> {
  const command = [process.execPath, join(ROOT, 'server/cli/main.ts'), ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', TERM: 'xterm', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(keys);
  const [screen] = await Promise.all([text(child.stdout), once(child, 'close')]);
  child.stdin.destroy();
  return { code: child.exitCode, screen };
}
