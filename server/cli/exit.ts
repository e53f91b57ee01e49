import { CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { DatabaseUnusable, describeUnusable, SchemaMismatch } from '../database/database-unusable.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { SecretMismatch } from '../keys/keys.service.ts';
import { Refusal } from '../refusal.ts';

/** An outcome that is not success, in one line for the operator. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

interface Explanation {
  readonly exitCode: ExitCode;
  readonly message: string;
}

const SYSTEM_CODE = /^E[A-Z]+$/;
/** The file, the disk or somebody else is at fault; any other code is a fault of ours. */
const SQLITE_CODE = /^SQLITE_(BUSY|CANTOPEN|CORRUPT|FULL|IOERR|LOCKED|NOTADB|READONLY)/;

/** A cause that the operator can mend is one line; anything else is a bug and keeps its stack. */
export function explain(error: unknown): Explanation {
  if (error instanceof CommandFailure) return error;
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage, message: describeUsage(error) };
  if (error instanceof ConfigError) return { exitCode: EXIT.usage, message: error.message };
  if (error instanceof SchemaMismatch) return { exitCode: EXIT.otherSchema, message: error.message };
  return { exitCode: EXIT.failed, message: error instanceof Error ? describe(error) : String(error) };
}

function describe(error: Error): string {
  // Its own words are for who calls the API.
  if (error instanceof Refusal && error.cause instanceof Error) return describeUnusable(error.cause);
  if (error instanceof DatabaseUnusable || error instanceof SecretMismatch || error instanceof Refusal) return error.message;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SYSTEM_CODE.test(code)) return error.message;
  if (SQLITE_CODE.test(code)) return describeUnusable(error);
  return error.stack ?? error.message;
}

/** Where a command is missing, commander shows help and has no words of its own. */
function describeUsage({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'Name a command: --help lists them.' : message.replace(/^error: /, '');
}
