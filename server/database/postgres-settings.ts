import { type ClientConfig, types } from 'pg';

/** Connections that write, per process. Each holds one transaction at a time. */
export const POOL_SIZE = 10;
/** Connections that read, per process. Each carries any number of reads at a time, one after the other. */
export const READ_LANES = 2;

const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 2_000;
/**
 * For a server that does not answer at all: a little longer, so that one that does can say what is wrong. It counts from the
 * moment a statement is sent, so the first one of a turn has what the wait for its lock leaves.
 */
const ANSWER_TIMEOUT_MS = 2_500;
/** Frees the rows that a frozen process has locked. */
const IDLE_IN_TRANSACTION_MS = 5_000;

/** A server may be set to acknowledge commits that are not on its disk yet: ours are. */
const OPTIONS = '-c timezone=UTC -c synchronous_commit=on';

const INT8 = 20;

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An integer in the database is too large to be exact');
  return value;
}

const TYPES = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? parseInt8 : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/** `pg` takes the other time-outs from the URL by itself, but not this one: in seconds, as in libpq. */
function connectTimeoutMs(url: string): number {
  const seconds = URL.canParse(url) ? Number(new URL(url).searchParams.get('connect_timeout')) : 0;
  return seconds > 0 ? seconds * 1000 : CONNECT_TIMEOUT_MS;
}

/**
 * Settings of every connection; `connect_timeout`, `statement_timeout` and `query_timeout` in the URL win. `pipeline`: a
 * query is sent without waiting for the answer to the one before.
 */
export function clientSettings(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'passerby',
    keepAlive: true,
    pipeline: true,
    types: TYPES,
    connectionTimeoutMillis: connectTimeoutMs(url),
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: OPTIONS,
  };
}

/** For the one connection that migrates: a statement takes as long as it needs, only waiting for others has an end. */
export function migrationSettings(url: string, patienceMs: number): ClientConfig {
  const settings = clientSettings(url);
  return {
    ...settings,
    connectionString: withoutTimeouts(url),
    query_timeout: 0,
    statement_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    lock_timeout: patienceMs,
    // Named here as well: without a value the server's own time-outs would hold.
    options: `${OPTIONS} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`,
  };
}

function withoutTimeouts(url: string): string {
  if (!URL.canParse(url)) return url;
  const bare = new URL(url);
  for (const name of ['statement_timeout', 'query_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) bare.searchParams.delete(name);
  return bare.href;
}
