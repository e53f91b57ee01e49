import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { migrate } from '../database/migrator.ts';
import { MIGRATIONS } from '../database/migrations/index.ts';
import { openStore } from '../database/open-store.ts';
import { act } from './act.ts';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to the newest schema, making it if need be (a server does so as well when it starts)')
    .action(
      act(async (cli) => {
        const store = openStore(cli.config.database);
        const progress = cli.progress('migrate');
        try {
          const ran = await migrate(store, MIGRATIONS, systemClock.now(), (done, total) => progress.show(done, total));
          return { value: { ran }, text: ran.length === 0 ? 'The schema is the newest already.' : ran.map((name) => `ran ${name}`).join('\n') };
        } finally {
          progress.end();
          await store.close();
        }
      }),
    );
}
