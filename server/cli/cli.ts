import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import type { App } from '../app.ts';
import { type Config, loadProcessConfig } from '../config.ts';
import { IN_MEMORY } from '../database/sqlite-file.ts';
import { createLogger } from '../log.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';
import { Progress } from './progress.ts';

/** The options that every command has. */
const flagsSchema = z.object({ json: z.boolean().default(false), yes: z.boolean().default(false), verbose: z.boolean().default(false) });

export type Flags = z.infer<typeof flagsSchema>;

export function readFlags(unverified: unknown): Flags {
  return flagsSchema.parse(unverified);
}

/** What one run of the command works with. */
export class Cli {
  readonly flags: Flags;
  readonly config: Config;

  /** Throws `ConfigError`. */
  constructor(flags: Flags) {
    this.flags = flags;
    this.config = loadProcessConfig();
  }

  /**
   * Runs `work` on the configured database, beside whatever servers are using it. Makes no database and migrates none:
   * servers of an older version may be at work. Throws `SchemaMismatch` for a schema of another version.
   */
  async withApp<T>(work: (app: App) => Promise<T>): Promise<T> {
    const { database, logLevel } = this.config;
    if (database.kind === 'sqlite' && (database.path === IN_MEMORY || !existsSync(database.path))) {
      throw new CommandFailure(EXIT.notFound, `There is no database at ${database.path}: look at DATABASE_URL, or make one with: passerby migrate`);
    }
    // Not before it is needed: --help and a wrong call answer at once.
    const { createApp } = await import('../app.ts');
    await using app = await createApp(this.config, { logger: createLogger(this.flags.verbose ? logLevel : 'silent', process.stderr), schema: 'as-is' });
    return await work(app);
  }

  /** A bar for long work, while somebody is looking; silent in scripts and for machines. */
  progress(label: string): Progress {
    const isWatched = !this.flags.json && process.stderr.isTTY;
    return new Progress(label, isWatched ? process.stderr : null);
  }

  /** Asks before what cannot be undone. Without --yes, a script or a "no" ends the command with nothing done. */
  async confirm(question: string): Promise<void> {
    if (this.flags.yes) return;
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      throw new CommandFailure(EXIT.refused, `${question} This cannot be undone: say --yes where nobody can be asked.`);
    }
    const answer = await ask(`${question} This cannot be undone. [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailure(EXIT.refused, 'Nothing was done.');
  }
}

/** What somebody answers at the terminal; nothing when they go away instead, with Ctrl-C or Ctrl-D. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  try {
    return await lines.question(question, { signal: gone.signal });
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    return '';
  } finally {
    lines.close();
  }
}
