#!/usr/bin/env node
import { Command } from 'commander';
import { addBackup } from './backup.ts';
import { explain } from './exit.ts';
import { addImport } from './import-from-sqlite.ts';
import { addKeys } from './keys.ts';
import { addMigrate } from './migrate.ts';
import { addServe } from './serve.ts';
import { addStats } from './stats.ts';
import { addSweep } from './sweep.ts';
import { addVisitor } from './visitor.ts';

const AFTER_HELP = `
The database and every other setting come from the environment, as for the server (DATABASE_URL, PASSERBY_SECRET, …).
Every command may run beside running servers, except where its help says otherwise.

Exit codes: 0 done, 1 failed, 2 called wrongly, 3 not found, 4 refused, or confirmation is missing (--yes),
5 the database is older or newer than this version (passerby migrate).
`;

function createProgram(): Command {
  const program = new Command('passerby')
    .description('Runs Passerby and looks after its data.')
    .option('--json', 'answer in one line of JSON')
    .option('--yes', 'do what cannot be undone without asking')
    .option('--verbose', 'write the log to standard error (LOG_LEVEL)')
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .showHelpAfterError('(--help says more)')
    .addHelpText('after', AFTER_HELP)
    .exitOverride();
  for (const add of [addServe, addMigrate, addStats, addVisitor, addSweep, addKeys, addBackup, addImport]) add(program);
  return program;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  const { exitCode, message } = explain(error);
  if (message !== null) process.stderr.write(`${process.argv.includes('--json') ? JSON.stringify({ error: { exitCode, message } }) : message}\n`);
  process.exitCode = exitCode;
}
