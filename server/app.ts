import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { anonOwner } from './anon/anon.owner.ts';
import { AnonService } from './anon/anon.service.ts';
import { cartOwner } from './cart/cart.owner.ts';
import { CartService } from './cart/cart.service.ts';
import { type Clock, monotonicClock, systemClock } from './clock.ts';
import type { Config, DatabaseConfig } from './config.ts';
import { MIGRATIONS } from './database/migrations/index.ts';
import { assertMigrated, migrate } from './database/migrator.ts';
import { openStore } from './database/open-store.ts';
import type { Store } from './database/store.ts';
import { historyOwner } from './history/history.owner.ts';
import { HistoryService } from './history/history.service.ts';
import { createHttpServer } from './http/server.ts';
import { itemsOwner } from './items/items.owner.ts';
import { ItemsService } from './items/items.service.ts';
import { KeysService } from './keys/keys.service.ts';
import { createLogger } from './log.ts';
import { preferencesOwner } from './preferences/preferences.owner.ts';
import { PreferencesService } from './preferences/preferences.service.ts';
import { PrivacyService } from './privacy/privacy.service.ts';
import { VisitorData } from './privacy/visitor-data.ts';
import { randomToken } from './random.ts';
import { Refusal } from './refusal.ts';
import { RetentionService } from './retention/retention.service.ts';
import { SweepSchedule } from './retention/sweep-schedule.ts';
import { type Caller, createRouter, type Services } from './router.ts';
import { loadSecrets } from './secret-file.ts';
import { AccessTokens } from './sessions/access-token.ts';
import { RefreshTokens } from './sessions/refresh-token.ts';
import { SessionAuthenticator } from './sessions/session-authenticator.ts';
import { sessionsOwner } from './sessions/sessions.owner.ts';
import { SessionsService } from './sessions/sessions.service.ts';
import { Tombstones } from './sessions/tombstones.ts';
import { type Context, createContext } from './trpc/context.ts';
import { createCallerFactory } from './trpc/init.ts';

const DAY_MS = 86_400_000;
const KEY_ROTATION_MS = 30 * DAY_MS;
const KEY_PUBLISH_AHEAD_MS = 10 * 60_000;
const KEY_LEEWAY_MS = 5 * 60_000;
const REFRESH_GRACE_MS = 30_000;
const VERIFY_CACHE_SIZE = 10_000;
const MAINTENANCE_MS = 1_000;
const DRAIN_MS = 500;

/** What a test or an embedding program may replace. */
export interface Overrides {
  readonly clock?: Clock;
  /** Time that nobody can set, to tell whether the clock was. Without it a given `clock` is taken at its word. */
  readonly monotonic?: Clock;
  readonly logger?: FastifyBaseLogger;
  /** Serves the page from its sources with hot reload. */
  readonly isDev?: boolean;
  /** Opens the database, or something that stands between it and the services. */
  readonly openStore?: (config: DatabaseConfig) => Store;
  /** What is done about an older schema: it is migrated, which is the default, or refused with `SchemaMismatch`. */
  readonly schema?: 'migrate' | 'as-is';
  /** How long connections are told to close before the listener does, in milliseconds. */
  readonly drainMs?: number;
}

/** A whole Passerby: database migrated, keys there, ready to be called or to listen. */
export class App {
  readonly config: Config;
  readonly store: Store;
  readonly keys: KeysService;
  readonly services: Services;
  readonly retention: RetentionService;
  /** Who owns which rows of a visitor. */
  readonly visitorData: VisitorData;
  readonly authenticator: SessionAuthenticator;
  readonly #sweeps: SweepSchedule;
  readonly #router: ReturnType<typeof createRouter>;
  readonly #createCaller: (createContext: () => Context) => Caller;
  readonly #logger: FastifyBaseLogger;
  readonly #isDev: boolean;
  readonly #drainMs: number;
  #server: FastifyInstance | null = null;
  #maintenance: NodeJS.Timeout | null = null;
  #maintaining: Promise<void> = Promise.resolve();
  #isDraining = false;

  /** @internal */
  constructor(config: Config, parts: Parts, overrides: Overrides) {
    this.config = config;
    this.store = parts.store;
    this.keys = parts.keys;
    this.services = parts.services;
    this.retention = parts.retention;
    this.visitorData = parts.visitorData;
    this.#sweeps = new SweepSchedule(parts.retention, config.retentionSweepMinutes * 60_000);
    this.authenticator = parts.authenticator;
    this.#router = createRouter(parts.services);
    this.#createCaller = createCallerFactory(this.#router);
    this.#logger = parts.logger;
    this.#isDev = overrides.isDev ?? false;
    this.#drainMs = overrides.drainMs ?? DRAIN_MS;
  }

  /**
   * Calls procedures inside this process, as the bearer of `accessToken` or, with null, as nobody. Every call looks at
   * the session anew, however long the caller is kept.
   */
  caller(accessToken: string | null): Caller {
    return this.#createCaller(() =>
      createContext(randomToken(), async () => {
        if (accessToken === null) throw new Refusal('TOKEN_MISSING');
        return this.authenticator.authenticate(accessToken);
      }),
    );
  }

  /** Starts answering over HTTP; resolves to the address, for instance `http://localhost:3000`. */
  async listen(): Promise<string> {
    this.#server = await createHttpServer({
      config: this.config,
      store: this.store,
      keys: this.keys,
      privacy: this.services.privacy,
      router: this.#router,
      authenticator: this.authenticator,
      logger: this.#logger,
      isDev: this.#isDev,
      isDraining: () => this.#isDraining,
    });
    await this.#server.listen({ port: this.config.port, host: this.config.host });
    this.#maintenance = setInterval(() => this.#maintain(), MAINTENANCE_MS);
    this.store.onChange('signing_key', () => this.#maintain());
    this.#sweeps.start();
    const address = this.#server.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : this.config.port;
    return `http://${this.config.host}:${port}`;
  }

  /** Answers what was accepted, then stops: connections are told to close before the listener does. */
  async close(): Promise<void> {
    this.#isDraining = true;
    if (this.#maintenance !== null) clearInterval(this.#maintenance);
    if (this.#server !== null) {
      await new Promise((resolve) => setTimeout(resolve, this.#drainMs));
      await this.#server.close();
    }
    await this.#maintaining;
    await this.#sweeps.stop();
    await this.store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #maintain(): void {
    const keys = this.keys.maintain().catch((error: unknown) => this.#logger.warn({ err: error }, 'the signing keys could not be maintained'));
    const privacy = this.services.privacy.maintain().catch((error: unknown) => this.#logger.warn({ err: error }, 'the journal could not be emptied'));
    this.#maintaining = Promise.all([keys, privacy]).then(() => undefined);
  }
}

interface Parts {
  readonly store: Store;
  readonly keys: KeysService;
  readonly services: Services;
  readonly retention: RetentionService;
  readonly visitorData: VisitorData;
  readonly logger: FastifyBaseLogger;
  readonly authenticator: SessionAuthenticator;
}

/**
 * Opens and migrates the database, loads the keys and wires everything together.
 * Throws `DatabaseUnusable` or `SecretMismatch`, with a message for the operator.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const store = (overrides.openStore ?? openStore)(config.database);
  try {
    if (overrides.schema === 'as-is') await assertMigrated(store, MIGRATIONS);
    else await migrate(store, MIGRATIONS, clock.now());
    return new App(config, await wire(config, store, overrides), overrides);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function wire(config: Config, store: Store, overrides: Overrides): Promise<Parts> {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const secrets = loadSecrets(config);
  const keys = new KeysService({
    store,
    clock,
    secrets,
    policy: {
      alg: config.accessTokenAlg,
      rotationMs: KEY_ROTATION_MS,
      publishAheadMs: KEY_PUBLISH_AHEAD_MS,
      overlapMs: config.accessTokenSeconds * 1000 + KEY_LEEWAY_MS,
    },
  });
  await keys.maintain();
  const accessTokens = new AccessTokens({
    keys,
    clock,
    policy: {
      issuer: `${config.publicOrigin}/anonymous`,
      audience: `${config.publicOrigin}/anonymous`,
      lifeSeconds: config.accessTokenSeconds,
      cacheSize: VERIFY_CACHE_SIZE,
    },
  });
  const policy = {
    idleMs: config.sessionIdleDays * DAY_MS,
    maxMs: config.sessionMaxDays * DAY_MS,
    graceMs: REFRESH_GRACE_MS,
    loginKeyMs: config.loginKeySeconds * 1000,
  };
  const refreshTokens = new RefreshTokens(secrets);
  const tombstones = new Tombstones({ secrets, refreshTokens, clock, lifeMs: config.retentionTombstoneDays * DAY_MS });
  const visitorData = ownersOf(config, tombstones);
  const sessions = new SessionsService({ store, clock, accessTokens, refreshTokens, tombstones, policy });
  const items = new ItemsService({ store, clock });
  const services = {
    sessions,
    anon: new AnonService({ store, sessions }),
    privacy: new PrivacyService({ store, clock, data: visitorData, log: logger }),
    items,
    cart: new CartService({ store, clock, items }),
    history: new HistoryService({ store, clock, items, maxViews: config.historyMax }),
    preferences: new PreferencesService({ store, clock }),
  };
  const retention = new RetentionService({
    store,
    clock,
    monotonic: overrides.monotonic ?? overrides.clock ?? monotonicClock,
    data: visitorData,
    forgetTombstones: (trx, limit) => tombstones.forgetOld(trx, limit),
    policy: { retentionMs: config.retentionDays * DAY_MS, maxShare: config.retentionMaxPercent / 100, minCount: config.retentionMinCount },
    log: logger,
  });
  return { store, keys, services, retention, visitorData, logger, authenticator: new SessionAuthenticator({ store, clock, accessTokens, policy }) };
}

/** Who owns which rows of a visitor: the visitor's own row first, the sessions last. */
function ownersOf(config: Config, tombstones: Tombstones): VisitorData {
  return new VisitorData([
    anonOwner,
    itemsOwner,
    cartOwner({ keepsVisitors: config.retentionKeepCarts }),
    historyOwner({ maxViews: config.historyMax }),
    preferencesOwner,
    sessionsOwner(tombstones),
  ]);
}
