import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { assertMigrated, findVersion, migrate } from '../database/migrator.ts';
import { MIGRATIONS } from '../database/migrations/index.ts';
import { openStore } from '../database/open-store.ts';
import { type ImportedTable, importFromSqlite, ImportRefused, readSealedKeys } from '../database/sqlite-import.ts';
import { SqliteSource } from '../database/sqlite-source.ts';
import type { Store } from '../database/store.ts';
import { canOpenAll } from '../keys/key-sealing.ts';
import { loadSecrets } from '../secret-file.ts';
import { act } from './act.ts';
import type { Cli } from './cli.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';
import { columns } from './format.ts';

export function addImport(program: Command): void {
  program
    .command('import-from-sqlite')
    .argument('<file>', 'the SQLite database, as DATABASE_URL=file:… named it')
    .description('copy everything in a SQLite file to the empty PostgreSQL of DATABASE_URL, and verify it; stop the servers on the file first')
    .action(
      act(async (cli, [file = '']) => {
        if (cli.config.database.kind !== 'postgres') throw new CommandFailure(EXIT.usage, 'DATABASE_URL must name the PostgreSQL that the file is copied to.');
        if (!existsSync(file)) throw new CommandFailure(EXIT.notFound, `There is no file ${file}.`);
        const tables = await copy(cli, resolve(file));
        const lines = tables.map(({ table, rows, checksum }) => [table, rows.toLocaleString('en'), checksum.slice(0, 12)]);
        const text = `${columns([['TABLE', 'ROWS', 'CHECKSUM'], ...lines])}\nEverything is there, verified. Start the servers with the PASSERBY_SECRET that the file was used with.`;
        return { value: { tables }, text };
      }),
    );
}

async function copy(cli: Cli, file: string): Promise<ImportedTable[]> {
  using source = new SqliteSource(file);
  assertSecretOpens(cli.config, source, file);
  const store = openStore(cli.config.database);
  const progress = cli.progress('import');
  try {
    await prepareTarget(store);
    return await importFromSqlite(source, store, { onProgress: (done, total) => progress.show(done, total) });
  } catch (error) {
    if (error instanceof ImportRefused) throw new CommandFailure(EXIT.refused, error.message);
    throw error;
  } finally {
    progress.end();
    await store.close();
  }
}

/** Before the target is touched: with another secret no server would start on the copy, and no token would be known. */
function assertSecretOpens(config: Config, source: SqliteSource, file: string): void {
  if (canOpenAll(loadSecrets(config), readSealedKeys(source))) return;
  throw new CommandFailure(
    EXIT.refused,
    `PASSERBY_SECRET does not open the signing keys in ${file}, so nothing was copied. Give the secret that the file was used with: without one of your own it lies beside the file, as "secret".`,
  );
}

/** A database with nothing of ours in it gets the schema; one that has a schema must have today's. */
async function prepareTarget(store: Store): Promise<void> {
  if ((await findVersion(store)) === null) await migrate(store, MIGRATIONS, systemClock.now());
  else await assertMigrated(store, MIGRATIONS);
}
