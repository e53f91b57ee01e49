import type { Command } from 'commander';
import { backUpSqlite, BackupRefused } from '../database/sqlite-backup.ts';
import { act } from './act.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';
import type { Progress } from './progress.ts';

export function addBackup(program: Command): void {
  program
    .command('backup')
    .argument('<file>', 'the copy: a new file in a folder that is there')
    .description('copy the SQLite database to a new file while servers go on writing, and verify the copy')
    .action(
      act(async (cli, [file = '']) => {
        const { database } = cli.config;
        if (database.kind !== 'sqlite') throw new CommandFailure(EXIT.usage, 'backup copies a SQLite file; PostgreSQL has pg_dump and its own archiving.');
        const bytes = await copy(database.path, file, cli.progress('backup'));
        const text = `${file} is a whole copy, ${(bytes / 1e6).toFixed(1)} MB, verified. Restoring it takes the same PASSERBY_SECRET: keep that too, in another place.`;
        return { value: { file, bytes }, text };
      }),
    );
}

async function copy(path: string, file: string, progress: Progress): Promise<number> {
  try {
    return await backUpSqlite(path, file, (done, total) => (done < total ? progress.show(done, total) : progress.note('copied, being verified')));
  } catch (error) {
    if (!(error instanceof BackupRefused)) throw error;
    throw new CommandFailure(error.isMissing ? EXIT.notFound : EXIT.refused, error.message);
  } finally {
    progress.end();
  }
}
