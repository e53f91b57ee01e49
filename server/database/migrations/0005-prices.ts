import { type Kysely, sql } from 'kysely';

export const name = '0005-prices';

type Row = readonly [itemId: string, category: string, priceMinor: number];

const PRICES: readonly Row[] = [
  ['walnut-desk-lamp', 'home', 8900],
  ['linen-notebook', 'writing', 1800],
  ['pour-over-kettle', 'kitchen', 6400],
  ['ceramic-tea-cup', 'kitchen', 2400],
  ['wool-travel-blanket', 'outdoors', 7900],
  ['folding-umbrella', 'outdoors', 3900],
  ['canvas-day-pack', 'outdoors', 9800],
  ['brass-pencil-sharpener', 'writing', 1450],
  ['beeswax-candle', 'home', 1600],
  ['cast-iron-pan', 'kitchen', 5200],
  ['cotton-apron', 'kitchen', 3400],
  ['herb-scissors', 'kitchen', 1290],
  ['bamboo-steamer', 'kitchen', 2750],
  ['reading-stand', 'home', 4500],
  ['paper-star-map', 'play', 1250],
  ['pocket-binoculars', 'outdoors', 11900],
  ['enamel-camp-mug', 'outdoors', 1390],
  ['merino-socks', 'outdoors', 1950],
  ['cork-yoga-block', 'play', 2200],
  ['wooden-puzzle', 'play', 3600],
  ['fountain-pen', 'writing', 4900],
  ['indoor-fern', 'home', 2100],
  ['mechanical-timer', 'kitchen', 2600],
  ['postcard-set', 'writing', 1200],
];

export async function up(db: Kysely<object>): Promise<void> {
  await db.schema.alterTable('item').addColumn('category', 'text', (column) => column.notNull().defaultTo('home')).execute();
  await db.schema.alterTable('item').addColumn('price_minor', 'integer', (column) => column.notNull().defaultTo(0)).execute();
  await db.schema.alterTable('item').addColumn('currency', 'text', (column) => column.notNull().defaultTo('EUR')).execute();
  await db.schema.alterTable('item').addColumn('is_available', 'integer', (column) => column.notNull().defaultTo(1)).execute();
  for (const [itemId, category, priceMinor] of PRICES) {
    await sql`update item set category = ${category}, price_minor = ${priceMinor} where item_id = ${itemId}`.execute(db);
  }
}
