import { sql } from 'kysely';
import type { TestApp } from './test-app.ts';

const DAY_MS = 86_400_000;
export const ACTIONS_EACH = 5;

/** Makes so many visitors with a session and five actions each, the first `due` of them long gone. */
export async function createManyVisitors({ app, clock }: TestApp, count: number, due: number): Promise<void> {
  const [then, now] = [clock.now() - 5_000 * DAY_MS, clock.now()];
  await app.store.write(async (trx) => {
    const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < cast(${count} as integer))`;
    const at = sql`case when i <= cast(${due} as integer) then cast(${then} as bigint) + i else cast(${now} as bigint) end`;
    await sql`insert into anon_user (anon_id, created_at, last_activity_at) ${numbers} select 'visitor-' || i, ${at}, ${at} from n`.execute(trx);
    await sql`
      insert into session (session_id, anon_id, salt, gen, created_at, last_activity_at, expires_at)
      ${numbers} select 'session-' || i, 'visitor-' || i, 'salt', 1, ${at}, ${at}, ${at} + 1 from n
    `.execute(trx);
    for (let seq = 1; seq <= ACTIONS_EACH; seq += 1) {
      await sql`
        insert into action (anon_id, seq, id, action, item_id, created_at)
        ${numbers} select 'visitor-' || i, cast(${seq} as bigint), cast(${`action-${seq}`} as text), 'like', null, ${at} from n
      `.execute(trx);
    }
  });
}
