import { type Kysely, sql } from 'kysely';

export const name = '0011-sweep-clock';

/** The clock that the last sweep went by is in its report. */
const BELIEVED_AT = {
  sqlite: sql`cast(round(unixepoch(json_extract(last_report, '$.startedAt'), 'subsec') * 1000) as integer)`,
  postgres: sql`(extract(epoch from (last_report::json ->> 'startedAt')::timestamptz) * 1000)::bigint`,
};

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema.alterTable('sweep').addColumn('clock_at', 'bigint').execute();
  await sql`update sweep set clock_at = ${BELIEVED_AT[dialect]} where last_report not like '%"clock-jumped"%'`.execute(db);
}
