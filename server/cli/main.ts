#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addBackup } from './backup.ts';
import { readFlags } from './cli.ts';
import { EXIT } from '../exit-codes.ts';
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
With --json a failure is one line of JSON too, on standard error: {"error":{"exitCode":…,"message":"…"}}
A sweep that removed nobody, or not all, is no such failure: its report is the answer, on standard output.
`;

function createProgram(): Command {
  const program = new Command('passerby');
  program
    .description('Runs Passerby and looks after its data.')
    .option('--json', 'answer in one line of JSON')
    .option('--yes', 'do what cannot be undone without asking')
    .option('--verbose', 'write the log to standard error (LOG_LEVEL)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: (text) => void (isForMachines(program) || process.stderr.write(text)) })
    .showHelpAfterError('(--help says more)')
    .addHelpText('after', AFTER_HELP)
    .exitOverride();
  for (const add of [addServe, addMigrate, addStats, addVisitor, addSweep, addKeys, addBackup, addImport]) add(program);
  return program;
}

/** Options are read before anything is found wrong with the words, so this is known when commander complains. */
function isForMachines(program: Command): boolean {
  return readFlags(program.opts()).json;
}

/** The first failure is told: whatever fails behind it follows from it. */
function fail(error: unknown): void {
  if (Number(process.exitCode ?? EXIT.ok) !== EXIT.ok) return;
  const { exitCode, message } = explain(error);
  process.exitCode = exitCode;
  if (exitCode === EXIT.ok) return;
  if (isForMachines(program)) process.stderr.write(`${JSON.stringify({ error: { exitCode, message } })}\n`);
  // Commander has told people itself.
  else if (!(error instanceof CommanderError)) process.stderr.write(`${message}\n`);
}

const program = createProgram();
// A pipe that nobody reads any more, or a full disk: without this the process ends with a stack.
process.stdout.on('error', fail);
try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
