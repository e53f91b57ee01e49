import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestEnvironment } from './test-app.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What the command finds in its environment, with the compile cache of `npm run passerby`. */
export function commandEnvironment(environment: TestEnvironment): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compile'), ...environment };
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the real `passerby` command, as a script does: nobody sits at a terminal. */
export function startCommand(environment: TestEnvironment, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'server/cli/main.ts'), ...args], {
    cwd: ROOT,
    env: commandEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = async (): Promise<CommandResult> => {
    // A test may have closed it.
    const said = text(child.stdout).catch(() => '');
    const [stdout, stderr] = await Promise.all([said, text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
  };
  return { child, result: ended() };
}

/** Runs it to its end. */
export function runCommand(environment: TestEnvironment, ...args: readonly string[]): Promise<CommandResult> {
  return startCommand(environment, ...args).result;
}
