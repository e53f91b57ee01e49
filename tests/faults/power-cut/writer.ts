/**
 * A Passerby that 8 visitors keep busy: node tests/faults/power-cut/writer.ts FULL|NORMAL actions acknowledgements
 *
 * Every answer that a visitor gets is a line in the file `acknowledgements`, written at once, so that a trace of the
 * system calls tells what was acknowledged when. They go on past their number of actions until the log is being
 * copied into the database file, however long a busy machine takes to start the thread that does so.
 *
 * NORMAL acknowledges without waiting for the disk, as SQLite does at that level: the product never does.
 */
import { randomUUID } from 'node:crypto';
import fs, { openSync, statSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const VISITORS = 8;
const ACTIONS_PER_VISIT = 20;
/** Keeps the recording small while nothing but the copy is waited for. */
const PAUSE_MS = 20;
const COPY_PATIENCE_MS = 60_000;
const ITEMS = ['fountain-pen', 'indoor-fern', undefined];

const [level = '', actions = '', acknowledgements = ''] = process.argv.slice(2);
if (level === 'NORMAL') lowerSynchronous();
// Imported behind it: whoever imports a function by name at its first line keeps it.
const { createApp } = await import('../../../server/app.ts');
const { loadProcessConfig } = await import('../../../server/config.ts');

const acks = openSync(acknowledgements, 'a');
const config = loadProcessConfig();
const app = await createApp(config);
const begunAt = writtenAt();
await Promise.all(Array.from({ length: VISITORS }, visitAgainAndAgain));
await app.close();

/** When SQLite last wrote to the database file: it does so to copy the log there. */
function writtenAt(): number {
  if (config.database.kind !== 'sqlite') throw new TypeError('The recording is of a file');
  return statSync(config.database.path).mtimeMs;
}

async function visitAgainAndAgain(): Promise<void> {
  for (let left = Number(actions) / VISITORS; left > 0; left -= ACTIONS_PER_VISIT) await visit();
  const copyMustBegin = performance.now() + COPY_PATIENCE_MS;
  while (writtenAt() === begunAt) {
    if (performance.now() > copyMustBegin) throw new Error('The log is never copied into the database file');
    await visit();
    await sleep(PAUSE_MS);
  }
  // Behind the copy too, something is acknowledged.
  await visit();
}

async function visit(): Promise<void> {
  const { anonId, accessToken } = await app.caller(null).anon.login();
  writeSync(acks, `visitor ${anonId}\n`);
  const { items } = app.caller(accessToken);
  for (let count = 0; count < ACTIONS_PER_VISIT; count += 1) {
    const itemId = ITEMS[count % ITEMS.length];
    const { action } = await items.addAction({ id: randomUUID(), action: 'like', ...(itemId === undefined ? {} : { itemId }) });
    writeSync(acks, `action ${action.id}\n`);
  }
}

/** Answers without waiting for the disk: what COMMIT has written is on its way at most. */
function lowerSynchronous(): void {
  const skip = (_file: number, done: (error: null) => void) => setImmediate(done, null);
  fs.fdatasync = skip as unknown as typeof fs.fdatasync;
  syncBuiltinESMExports();
}
