/** Longer than the fields in front of the data, and than the counts behind it. */
const END_BYTES = 16 * 1024;

const HEAD = /^\{"format":"passerby-visitor",.*?"exportedAt":"(\d{4}-\d\d-\d\d)T/;
/** No row can look like it: a line break inside JSON text is written as two characters. */
const TAIL = /\},"counts":\{[^{}]*\}\}\n$/;

/** The day of a whole export; null when the content is anything else. Rejects when it cannot be read. */
export async function readExportDay(content: Blob): Promise<string | null> {
  const head = await content.slice(0, END_BYTES).text();
  const tail = await content.slice(-END_BYTES).text();
  return TAIL.test(tail) ? (HEAD.exec(head)?.[1] ?? null) : null;
}
