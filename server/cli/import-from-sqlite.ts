import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import type { DatabaseConfig } from '../config.ts';
import { migrate } from '../database/migrator.ts';
import { MIGRATIONS } from '../database/migrations/index.ts';
import { openStore } from '../database/open-store.ts';
import { type ImportedTable, importFromSqlite, ImportRefused } from '../database/sqlite-import.ts';
import { SqliteSource } from '../database/sqlite-source.ts';
import { act } from './act.ts';
import { CommandFailure, EXIT } from './exit.ts';
import { columns } from './format.ts';
import { Progress } from './progress.ts';

export function addImport(program: Command): void {
  program
    .command('import-from-sqlite <file>')
    .description('copy everything in a SQLite file to the empty PostgreSQL of DATABASE_URL, and verify it; stop the servers on the file first')
    .action(
      act(async ({ config }, [file = '']) => {
        if (config.database.kind !== 'postgres') throw new CommandFailure(EXIT.usage, 'DATABASE_URL must name the PostgreSQL that the file is copied to.');
        if (!existsSync(file)) throw new CommandFailure(EXIT.notFound, `There is no file ${file}.`);
        const tables = await copy(resolve(file), config.database);
        const lines = tables.map(({ table, rows, checksum }) => [table, rows.toLocaleString('en'), checksum.slice(0, 12)]);
        const text = `${columns([['TABLE', 'ROWS', 'CHECKSUM'], ...lines])}\nEverything is there, verified. Start the servers with the PASSERBY_SECRET that the file was used with.`;
        return { value: { tables }, text };
      }),
    );
}

async function copy(file: string, target: DatabaseConfig): Promise<ImportedTable[]> {
  using source = new SqliteSource(file);
  const store = openStore(target);
  const progress = new Progress('import');
  try {
    await migrate(store, MIGRATIONS, systemClock.now());
    return await importFromSqlite(source, store, { onProgress: (done, total) => progress.show(done, total) });
  } catch (error) {
    if (error instanceof ImportRefused) throw new CommandFailure(EXIT.refused, error.message);
    throw error;
  } finally {
    progress.end();
    await store.close();
  }
}
