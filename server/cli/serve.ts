import type { Command } from 'commander';
import { act } from './act.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the server from its sources until it is told to stop (SIGTERM, SIGINT)')
    .option('--dev', 'serve the page from its sources with hot reload')
    .action(
      act(async () => {
        await import('../main.ts');
        return null;
      }),
    );
}
