import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { commandEnvironment } from './command.ts';
import type { TestEnvironment } from './test-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const QUESTION = '[y/N]';

/** util-linux's `script` gives a command a terminal; other systems have another one, or none. */
export const HAS_TERMINAL = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

interface TerminalResult {
  readonly code: number | null;
  /** What the terminal was sent, standard output and standard error in the order they were written. */
  readonly screen: string;
}

/**
 * Runs the real `passerby` command at a terminal where somebody types `keys` when they are asked. A shell reads `args`:
 * none may need quoting, and `>` is what it is there.
 */
export async function runAtTerminal(environment: TestEnvironment, keys: string, ...args: readonly string[]): Promise<TerminalResult> {
  return runAsked(environment, () => Promise.resolve(keys), ...args);
}

/** The same where they do something before they type. */
export async function runAsked(environment: TestEnvironment, answer: () => Promise<string>, ...args: readonly string[]): Promise<TerminalResult> {
  const command = [process.execPath, join(ROOT, 'server/cli/main.ts'), ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: ROOT,
    env: { SHELL: '/bin/sh', TERM: 'xterm', ...commandEnvironment(environment) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let [screen, isAsked] = ['', false];
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    screen += String(chunk);
    if (isAsked || !screen.includes(QUESTION)) continue;
    isAsked = true;
    child.stdin.write(await answer());
  }
  await closed;
  child.stdin.destroy();
  return { code: child.exitCode, screen };
}
