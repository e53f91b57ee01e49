import type { Command } from 'commander';
import { act } from './act.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('the keys that sign access tokens; running servers follow within a second');
  addList(keys);
  addRotate(keys);
  addRemove(keys);
}

function addList(keys: Command): void {
  keys
    .command('list')
    .description('every signing key and what it does')
    .action(
      act((cli) =>
        cli.withApp(async (app) => {
          const list = app.keys.list();
          const text = list.map((key) => `${key.kid}  ${key.alg}  ${key.state}  since ${new Date(key.activeFrom).toISOString()}`).join('\n');
          return { value: { keys: list }, text };
        }),
      ),
    );
}

function addRotate(keys: Command): void {
  keys
    .command('rotate')
    .description('publish the next key now; it signs in ten minutes, and nobody notices')
    .action(
      act((cli) =>
        cli.withApp(async (app) => {
          const kid = await app.keys.rotate();
          return { value: { next: kid }, text: `${kid} is the next key.` };
        }),
      ),
    );
}

function addRemove(keys: Command): void {
  keys
    .command('remove')
    .argument('<kid>', 'the name of the key, from keys list')
    .description('when a private half has leaked: its tokens are refused at once, and their holders refresh')
    .action(
      act((cli, [kid = '']) =>
        cli.withApp(async (app) => {
          const unknown = new CommandFailure(EXIT.notFound, `There is no key ${kid}.`);
          if (!app.keys.list().some((key) => key.kid === kid)) throw unknown;
          await cli.confirm(`Remove the key ${kid}?`);
          if (!(await app.keys.remove(kid))) throw unknown;
          return { value: { removed: kid }, text: `${kid} is removed.` };
        }),
      ),
    );
}
