/**
 * Migrates the database of DATABASE_URL and writes the names of what ran: node tests/support/migrating-process.ts [n]
 * With a number it dies, as by a power cut, after its n-th statement; when there are fewer it writes how many there are.
 */
import type { KyselyPlugin } from 'kysely';
import { loadProcessConfig } from '../../server/config.ts';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { migrate } from '../../server/database/migrator.ts';
import { openStore } from '../../server/database/open-store.ts';
import { standBefore } from './standing-store.ts';

const diesAfter = Number(process.argv[2] ?? 0);
let statements = 0;

const counting: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: ({ result }) => {
    statements += 1;
    if (statements === diesAfter) process.kill(process.pid, 'SIGKILL');
    return Promise.resolve(result);
  },
};

const store = openStore(loadProcessConfig().database);
const watched = standBefore(store, { write: (step, options) => store.write((trx) => step(trx.withPlugin(counting)), options) });
const ran = await migrate(watched, MIGRATIONS, 0);
await store.close();
process.stdout.write(JSON.stringify({ ran, statements }));
