import { setImmediate } from 'node:timers/promises';

/** Rows that an export reads at once. */
export const EXPORT_PAGE_ROWS = 500;

/**
 * The rows of `read`, page by page: a page is read when the one before has been taken. `after` is the last row so far.
 * Others get their turn between two pages, since a read of SQLite ends before the event loop moves on.
 */
export async function* inPages<Row>(read: (after: Row | null) => Promise<readonly Row[]>): AsyncGenerator<Row> {
  for (let after: Row | null = null; ; ) {
    const page: readonly Row[] = await read(after);
    yield* page;
    if (page.length < EXPORT_PAGE_ROWS) return;
    after = page.at(-1) ?? null;
    await setImmediate();
  }
}
