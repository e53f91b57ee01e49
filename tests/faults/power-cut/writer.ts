/**
 * A Passerby that 8 visitors keep busy: node tests/faults/power-cut/writer.ts FULL|NORMAL actions acknowledgements
 *
 * Every answer that a visitor gets is a line in the file `acknowledgements`, written at once, so that a trace of the
 * system calls tells what was acknowledged when. NORMAL puts the database at the level that the product never uses.
 */
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { createApp } from '../../../server/app.ts';
import { loadProcessConfig } from '../../../server/config.ts';

const VISITORS = 8;
const ACTIONS_PER_VISIT = 20;
const ITEMS = ['fountain-pen', 'indoor-fern', undefined];

const [level = '', actions = '', acknowledgements = ''] = process.argv.slice(2);
if (level === 'NORMAL') lowerSynchronous();

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

function lowerSynchronous(): void {
  const pragma = BetterSqlite3.prototype.pragma;
  BetterSqlite3.prototype.pragma = function lowered(source, options) {
    return pragma.call(this, source.replace('synchronous = FULL', 'synchronous = NORMAL'), options);
  };
}
