import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { Client, type ClientConfig } from 'pg';
import { Refusal } from '../refusal.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { isStaleStatement, toRefusal } from './postgres-errors.ts';

/** Reads that may be under way on one connection. */
const IN_FLIGHT_MAX = 2048;

/** One connection that is made when it is first needed, and made anew after it was lost. */
class ReadLane {
  readonly #settings: ClientConfig;
  #connection: Promise<PostgresConnection<Client>> | null = null;
  inFlight = 0;

  constructor(settings: ClientConfig) {
    this.#settings = settings;
  }

  async read<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.inFlight += 1;
    try {
      const connecting = (this.#connection ??= this.#connect());
      const connection = await connecting.catch((error: unknown) => Promise.reject(toRefusal(error)));
      try {
        return await connection.executeQuery<R>(query);
      } finally {
        if (connection.isBroken) this.#drop(connecting, connection);
      }
    } finally {
      this.inFlight -= 1;
    }
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await connection?.client.end();
  }

  #connect(): Promise<PostgresConnection<Client>> {
    const client = new Client(this.#settings);
    const connecting = client.connect().then(() => new PostgresConnection(client));
    const forget = () => {
      if (this.#connection === connecting) this.#connection = null;
    };
    // Without a listener a lost connection would end the process.
    client.on('error', forget);
    client.on('end', forget);
    connecting.catch(forget);
    return connecting;
  }

  /** Lets what is under way on it finish. */
  #drop(connecting: Promise<PostgresConnection<Client>>, { client }: PostgresConnection<Client>): void {
    if (this.#connection !== connecting) return;
    this.#connection = null;
    client.end().catch(() => undefined);
  }
}

/**
 * Reads of one turn of the event loop share a connection: they are sent at once and answered in order, so that they
 * cost one round trip together. A read that is slow delays those behind it, so there is more than one lane.
 */
export class ReadLanes implements DatabaseConnection {
  readonly #lanes: readonly ReadLane[];

  constructor(settings: ClientConfig, count: number) {
    this.#lanes = Array.from({ length: count }, () => new ReadLane(settings));
  }

  /** Rejects with `STORAGE_UNAVAILABLE` or `OVERLOADED`. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    for (let retry = 1; ; retry += 1) {
      try {
        return await this.#idlest().read<R>(query);
      } catch (error) {
        // Reading again does no harm, and a new connection knows the table as it is now.
        if (!isStaleStatement(error) || retry > this.#lanes.length) throw error;
      }
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  #idlest(): ReadLane {
    const lane = this.#lanes.reduce((best, next) => (next.inFlight < best.inFlight ? next : best));
    if (lane.inFlight >= IN_FLIGHT_MAX) throw new Refusal('OVERLOADED');
    return lane;
  }
}
