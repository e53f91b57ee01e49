import type { RowCounts } from '../../shared/privacy.schema.ts';
import type { ExportedRow } from './visitor-data.ts';

/** Characters that are gathered before they are handed on. */
const CHUNK_CHARS = 32 * 1024;

interface ExportSource {
  /** The fields in front of the data. */
  readonly head: Readonly<Record<string, unknown>>;
  /** Every table that the document has, in the order of the rows. */
  readonly tables: readonly string[];
  readonly rows: AsyncIterable<ExportedRow>;
  /** Called before the document is closed; throws when it must not look whole. */
  readonly assertWhole: () => Promise<void>;
  /** Told after each piece how many rows have been given. */
  readonly onProgress?: (rows: number) => void;
}

/** An export document as JSON text, in pieces: whatever the size, one page of rows and one piece are in memory. */
export async function* writeExport({ head, tables, rows, assertWhole, onProgress }: ExportSource): AsyncGenerator<string> {
  const writer = new TableWriter(tables);
  let text = `${JSON.stringify(head).slice(0, -1)},"data":{`;
  let given = 0;
  for await (const { table, row } of rows) {
    given += 1;
    text += `${writer.lead(table)}${JSON.stringify(row)}`;
    if (text.length < CHUNK_CHARS) continue;
    yield text;
    text = '';
    onProgress?.(given);
  }
  await assertWhole();
  yield `${text}${writer.end()}},"counts":${JSON.stringify(writer.counts)}}\n`;
  onProgress?.(given);
}

/** Writes what stands between rows: the arrays of the tables, empty ones included. */
class TableWriter {
  readonly #counts: Record<string, number>;
  readonly #waiting: string[];
  #current: string | null = null;

  constructor(tables: readonly string[]) {
    this.#waiting = [...tables];
    this.#counts = Object.fromEntries(tables.map((table) => [table, 0]));
  }

  get counts(): RowCounts {
    return this.#counts;
  }

  /** What comes before the next row of `table`. Throws a TypeError for a table out of its order. */
  lead(table: string): string {
    let text = '';
    while (this.#current !== table) text += this.#open();
    const count = this.#counts[table] ?? 0;
    this.#counts[table] = count + 1;
    return count === 0 ? text : ',';
  }

  /** What comes after the last row. */
  end(): string {
    let text = '';
    while (this.#waiting.length > 0) text += this.#open();
    return this.#current === null ? text : `${text}]`;
  }

  #open(): string {
    const next = this.#waiting.shift();
    if (next === undefined) throw new TypeError('An owner exports its tables in the order that it lists them');
    const close = this.#current === null ? '' : '],';
    this.#current = next;
    return `${close}${JSON.stringify(next)}:[`;
  }
}
