import { randomBytes } from 'node:crypto';
import { type App, createApp, type Overrides } from '../../server/app.ts';
import { loadConfig } from '../../server/config.ts';
import type { Caller } from '../../server/router.ts';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { FakeClock } from './fake-clock.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { makeTempFolder } from './temp-folder.ts';

/** A database that is gone with its test. */
interface DatabaseOfRun extends AsyncDisposable {
  readonly url: string;
}

/** Null: in memory. */
async function openDatabaseOfRun(): Promise<DatabaseOfRun | null> {
  switch (process.env['TEST_DATABASE']) {
    case 'postgres':
      return createPostgresDatabase('migrated');
    case 'file': {
      const folder = await makeTempFolder();
      return { url: folder.databaseUrl, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
    }
    default:
      return null;
  }
}

/** The server's environment variables, as in the README's table. */
export type TestEnvironment = Readonly<Record<string, string>>;

/**
 * A whole Passerby for one test: its own database in memory, its own keys, a clock that the test turns.
 *
 * @example
 * await using app = await createTestApp();
 * const visitor = await app.visitor();
 * await visitor.items.addAction({ action: 'like', itemId: 'fountain-pen' });
 */
export class TestApp implements AsyncDisposable {
  readonly app: App;
  readonly clock: FakeClock;
  readonly #database: DatabaseOfRun | null;
  #origin: string | null = null;

  constructor(app: App, clock: FakeClock, database: DatabaseOfRun | null) {
    this.app = app;
    this.clock = clock;
    this.#database = database;
  }

  /** A caller who is nobody: protected procedures refuse it with `TOKEN_MISSING`. */
  anonymous(): Caller {
    return this.app.caller(null);
  }

  /** A caller who has just logged in as a new visitor. */
  async visitor(): Promise<Caller> {
    const { accessToken } = await this.login();
    return this.app.caller(accessToken);
  }

  /** The tokens of a new visitor, for tests that need more than a caller. */
  login(): Promise<TokenResponse> {
    return this.anonymous().anon.login();
  }

  /** Answers over HTTP as well, on a free port; resolves to the origin and is safe to call again. */
  async listen(): Promise<string> {
    this.#origin ??= await this.app.listen();
    return this.#origin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.#database?.[Symbol.asyncDispose]();
  }
}

/**
 * Starts a test app. `environment` changes settings; a `DATABASE_URL` of `file:…` gives it a real file. `overrides`
 * replaces parts, for instance the logger. With TEST_DATABASE=postgres it is on PostgreSQL, with TEST_DATABASE=file on a file.
 */
export async function createTestApp(environment: TestEnvironment = {}, overrides: Omit<Overrides, 'clock'> = {}): Promise<TestApp> {
  const clock = new FakeClock();
  const database = environment['DATABASE_URL'] === undefined ? await openDatabaseOfRun() : null;
  const config = loadConfig({
    PORT: '0',
    PUBLIC_ORIGIN: 'http://localhost:3000',
    DATABASE_URL: database?.url ?? 'file::memory:',
    PASSERBY_SECRET: randomBytes(48).toString('base64'),
    LOG_LEVEL: 'silent',
    ...environment,
  });
  return new TestApp(await createApp(config, { drainMs: 0, ...overrides, clock }), clock, database);
}
