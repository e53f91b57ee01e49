const DAY_MS = 86_400_000;
/** Every number below 60 with two digits. */
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** The day that was written last, with its `T`: the instants of one answer are mostly of one day. */
let lastDay = Number.NaN;
let lastDate = '';

/** Milliseconds since the epoch to the wire's ISO 8601, as `Date.prototype.toISOString` gives it. Throws `RangeError` as that does. */
export function toInstant(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  if (day !== lastDay) {
    lastDate = new Date(ms).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  const ofDay = Math.floor(ms - day * DAY_MS);
  const seconds = Math.floor(ofDay / 1000);
  const minutes = Math.floor(seconds / 60);
  const millis = String(ofDay % 1000).padStart(3, '0');
  return `${lastDate}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.${millis}Z`;
}
