const SHAPE = /^v([1-9]\d{0,14})\.([0-9a-f]{12})$/;

/** An opaque cursor: "views older than `seq`", marked as this visitor's. */
export function encodeCursor(anonId: string, seq: number): string {
  return Buffer.from(`v${seq}.${anonId.slice(-12)}`).toString('base64url');
}

/** The `seq` of a cursor made for this visitor, or null for anything else. */
export function decodeCursor(anonId: string, cursor: string): number | null {
  const match = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return match !== null && match[2] === anonId.slice(-12) ? Number(match[1]) : null;
}
