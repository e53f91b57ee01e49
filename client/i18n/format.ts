import { LANGUAGES, type Language } from './language.ts';

const MINUTE_MS = 60_000;

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['year', 365 * 24 * 60 * MINUTE_MS],
  ['month', 30 * 24 * 60 * MINUTE_MS],
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
];

export function formatNumber(language: Language, value: number): string {
  return new Intl.NumberFormat(LANGUAGES[language].tag).format(value);
}

export function formatDateTime(language: Language, atMs: number): string {
  return new Intl.DateTimeFormat(LANGUAGES[language].tag, { dateStyle: 'long', timeStyle: 'short' }).format(atMs);
}

/** "5 minutes ago"; null when less than a minute has passed, or when this device's clock runs behind. */
export function formatAgo(language: Language, atMs: number, nowMs: number): string | null {
  const passedMs = nowMs - atMs;
  for (const [unit, unitMs] of UNITS) {
    if (passedMs < unitMs) continue;
    const format = new Intl.RelativeTimeFormat(LANGUAGES[language].tag, { numeric: 'auto' });
    return format.format(-Math.floor(passedMs / unitMs), unit);
  }
  return null;
}
