const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The parts that an instant is put together from: few, because V8 keeps a text as the tree of its parts until it is read. */
const MINUTES = Array.from({ length: DAY_MS / MINUTE_MS }, (_, minute) => `${digits(Math.floor(minute / 60), 2)}:${digits(minute % 60, 2)}:`);
const SECONDS = Array.from({ length: 60 }, (_, second) => `${digits(second, 2)}.`);
const MILLISECONDS = Array.from({ length: 1000 }, (_, ms) => `${digits(ms, 3)}Z`);

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
  const minute = Math.floor(ofDay / MINUTE_MS);
  const ofMinute = ofDay - minute * MINUTE_MS;
  const second = Math.floor(ofMinute / 1000);
  const ofMinuteText = `${SECONDS[second]}${MILLISECONDS[ofMinute - second * 1000]}`;
  return `${lastDate}${MINUTES[minute]}${ofMinuteText}`;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
