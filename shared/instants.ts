/** Milliseconds since the epoch to the wire's ISO 8601. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
