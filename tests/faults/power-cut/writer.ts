/**
 * A Passerby that 8 visitors keep busy: node tests/faults/power-cut/writer.ts FULL|NORMAL actions acknowledgements
 *
 * Every answer that a visitor gets is a line in the file `acknowledgements`, written at once, so that a trace of the
 * system calls tells what was acknowledged when. NORMAL acknowledges without waiting for the disk, as SQLite does at
 * that level: the product never does.
 */
import { randomUUID } from 'node:crypto';
import fs, { openSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const VISITORS = 8;
const ACTIONS_PER_VISIT = 20;
const ITEMS = ['fountain-pen', 'indoor-fern', undefined];

const [level = '', actions = '', acknowledgements = ''] = process.argv.slice(2);
if (level === 'NORMAL') lowerSynchronous();
// Imported behind it: whoever imports a function by name at its first line keeps it.
const { createApp } = await import('../../../server/app.ts');
const { loadProcessConfig } = await import('../../../server/config.ts');

const acks = openSync(acknowledgements, 'a');
const app = await createApp(loadProcessConfig());
await Promise.all(Array.from({ length: VISITORS }, visit));
await app.close();

async function visit(): Promise<void> {
  for (let left = Number(actions) / VISITORS; left > 0; left -= ACTIONS_PER_VISIT) {
    const { anonId, accessToken } = await app.caller(null).anon.login();
    writeSync(acks, `visitor ${anonId}\n`);
    const { items } = app.caller(accessToken);
    for (let count = 0; count < Math.min(left, ACTIONS_PER_VISIT); count += 1) {
      const itemId = ITEMS[count % ITEMS.length];
      const { action } = await items.addAction({ id: randomUUID(), action: 'like', ...(itemId === undefined ? {} : { itemId }) });
      writeSync(acks, `action ${action.id}\n`);
    }
  }
}

/** Answers without waiting for the disk: what COMMIT has written is on its way at most. */
function lowerSynchronous(): void {
  const skip = (_file: number, done: (error: null) => void) => setImmediate(done, null);
  fs.fdatasync = skip as unknown as typeof fs.fdatasync;
  syncBuiltinESMExports();
}
