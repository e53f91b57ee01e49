/** The last eight digits, the random end of a UUIDv7, in two groups: `9f3a·c1e0`. */
export function shortId(anonId: string): string {
  const end = anonId.replaceAll('-', '').slice(-8);
  return `${end.slice(0, 4)}·${end.slice(4)}`;
}
