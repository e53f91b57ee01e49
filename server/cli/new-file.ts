import { link, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';

/**
 * Writes a new file that its owner alone can read. It appears whole or not at all, and nothing is overwritten. Told to
 * stop, the process leaves no part of it behind.
 */
export async function writeNewFile(path: string, content: Readable): Promise<void> {
  const draft = `${path}.${process.pid}.partial`;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const file = await open(draft, 'wx', 0o600);
    await pipeline(content, file.createWriteStream({ flush: true }), { signal: stop.signal });
    // A link, not a rename: a file that is there is not replaced.
    await link(draft, path);
  } catch (error) {
    throw stop.signal.aborted ? new CommandFailure(EXIT.failed, 'Stopped: nothing was written.') : explain(error, path);
  } finally {
    await rm(draft, { force: true });
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function explain(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return new CommandFailure(EXIT.refused, `${path} is there already: nothing is overwritten.`);
  if (code === 'ENOENT') return new CommandFailure(EXIT.notFound, `There is no folder ${dirname(resolve(path))}.`);
  return error;
}
