import type { Kysely } from 'kysely';

/** One step of the schema's history. Frozen once released; imports nothing but Kysely, so it means the same for ever. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void>;
}
