const SHAPE = /^([1-9]\d{0,14})\.([0-9a-f]{12})$/;

/** An opaque cursor: "actions older than `seq`", marked as this visitor's. */
export function encodeCursor(anonId: string, seq: number): string {
  return Buffer.from(`${seq}.${mark(anonId)}`).toString('base64url');
}

/** The `seq` of a cursor made for this visitor, or null for anything else. */
export function decodeCursor(anonId: string, cursor: string): number | null {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const match = SHAPE.exec(text);
  return match !== null && match[2] === mark(anonId) ? Number(match[1]) : null;
}

function mark(anonId: string): string {
  return anonId.slice(-12);
}
