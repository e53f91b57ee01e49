import { link, open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandFailure, EXIT } from './exit.ts';

/** Writes a new file that its owner alone can read. It appears whole or not at all, and nothing is overwritten. */
export async function writeNewFile(path: string, content: Readable): Promise<void> {
  const draft = `${path}.${process.pid}.partial`;
  try {
    const file = await open(draft, 'wx', 0o600);
    await pipeline(content, file.createWriteStream({ flush: true }));
    // A link, not a rename: a file that is there is not replaced.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CommandFailure(EXIT.refused, `${path} is there already: nothing is overwritten.`);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
