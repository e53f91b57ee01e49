import { type Kysely, sql } from 'kysely';

export const name = '0010-key-notices';

/** SQLite has nobody to tell. A trigger, so that a key removed by hand is noticed as well. */
export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  if (dialect === 'sqlite') return;
  await sql`
    create function passerby_notify_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify('passerby_changes', tg_table_name);
      return null;
    end $$
  `.execute(db);
  await sql`
    create trigger signing_key_notices after insert or update or delete or truncate on signing_key
    for each statement execute function passerby_notify_change()
  `.execute(db);
}
