import { Client } from 'pg';
import { ACTIONS_PER_VISITOR, ITEMS_PER_VISITOR } from './seed.ts';

async function query(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

export async function listPostgresItemIds(url: string): Promise<string[]> {
  let ids: string[] = [];
  await query(url, async (client) => {
    const { rows } = await client.query<{ item_id: string }>('select item_id from item order by position');
    ids = rows.map((row) => row.item_id);
  });
  return ids;
}

export async function countPostgresActions(url: string): Promise<number> {
  let count = 0;
  await query(url, async (client) => {
    count = Number((await client.query<{ count: string }>('select count(*) from action')).rows[0]?.count);
  });
  return count;
}

/** Every visitor's first actions and their counts, as on SQLite. Returns how many actions. */
export async function seedPostgresActions(url: string, anonIds: readonly string[], itemIds: readonly string[]): Promise<number> {
  const items = [...itemIds];
  await query(url, async (client) => {
    await client.query('begin');
    for (const [index, anonId] of anonIds.entries()) {
      await client.query(
        `insert into action (anon_id, seq, id, action, item_id, created_at)
         select $1, seq, gen_random_uuid()::text, 'look', ($2::text[])[1 + ($3::int + seq % ${ITEMS_PER_VISITOR}) % array_length($2::text[], 1)], $4
         from generate_series(1, ${ACTIONS_PER_VISITOR}) as seq`,
        [anonId, items, index, Date.now()],
      );
    }
    await client.query(
      `insert into item_tally (anon_id, item_id, action_count, last_action_at, last_seq)
       select anon_id, item_id, count(*), max(created_at), max(seq) from action group by anon_id, item_id`,
    );
    await client.query('commit; analyze');
  });
  return anonIds.length * ACTIONS_PER_VISITOR;
}
