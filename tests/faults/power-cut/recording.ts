import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { type DiskEvent, readTrace, SYSTEM_CALLS } from './trace.ts';

const WRITER = join(import.meta.dirname, 'writer.ts');
const ACKNOWLEDGEMENTS = 'acknowledgements';
/** The longest write that a trace holds whole. */
const WRITE_MAX_BYTES = 1_000_000;

export const DATABASE = 'passerby.db';

export interface Recording {
  readonly events: readonly DiskEvent[];
}

/** Why nothing can be recorded on this machine; null when it can. */
export function whyNotRecordable(): string | null {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? null : `strace may not trace here: ${stderr.trim()}`;
}

/** Runs the writer to its end and records what it did to the disk, its acknowledgements in between. */
export async function record(level: 'FULL' | 'NORMAL', actions: number): Promise<Recording> {
  await using folder = await makeTempFolder();
  const trace = join(folder.path, 'trace');
  const tracing = ['-f', '-y', '-xx', '-s', String(WRITE_MAX_BYTES), '-e', `trace=${SYSTEM_CALLS}`, '-o', trace];
  const writer = [process.execPath, WRITER, level, String(actions), join(folder.path, ACKNOWLEDGEMENTS)];
  await promisify(execFile)('strace', [...tracing, ...writer], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: `file:${join(folder.path, DATABASE)}`,
      PUBLIC_ORIGIN: 'http://localhost:3000',
      PASSERBY_SECRET: randomBytes(48).toString('base64'),
      LOG_LEVEL: 'error',
    },
  });
  return { events: readTrace(await readFile(trace, 'latin1'), folder.path) };
}

/** What an event acknowledged, as `action <id>` or `visitor <anonId>`. */
export function acknowledged(event: DiskEvent | undefined): string | null {
  return event?.kind === 'append' && event.file === ACKNOWLEDGEMENTS ? event.text.trim() : null;
}

/** Whether the log was copied back into the database file while there were writers: the moment with the most to lose. */
export function hasCheckpoint({ events }: Recording): boolean {
  const first = events.findIndex((event) => acknowledged(event) !== null);
  const last = events.findLastIndex((event) => acknowledged(event) !== null);
  return events.slice(first, last).some((event) => event.kind === 'write' && event.file === DATABASE);
}
