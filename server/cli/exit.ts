import { CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { DatabaseUnusable, SchemaMismatch } from '../database/database-unusable.ts';
import { SecretMismatch } from '../keys/keys.service.ts';
import { Refusal } from '../refusal.ts';

/** What the command's exit code means. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notFound: 3, refused: 4, otherSchema: 5 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

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
  /** Null: it has been said already. */
  readonly message: string | null;
}

const SYSTEM_CODE = /^E[A-Z]+$/;

/** A cause that the operator can mend is one line; anything else is a bug and keeps its stack. */
export function explain(error: unknown): Explanation {
  if (error instanceof CommandFailure) return error;
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage, message: null };
  if (error instanceof ConfigError) return { exitCode: EXIT.usage, message: error.message };
  if (error instanceof SchemaMismatch) return { exitCode: EXIT.otherSchema, message: error.message };
  if (error instanceof DatabaseUnusable || error instanceof SecretMismatch || error instanceof Refusal) return { exitCode: EXIT.failed, message: error.message };
  if (!(error instanceof Error)) return { exitCode: EXIT.failed, message: String(error) };
  const isSystem = 'code' in error && typeof error.code === 'string' && SYSTEM_CODE.test(error.code);
  return { exitCode: EXIT.failed, message: isSystem ? error.message : (error.stack ?? error.message) };
}
