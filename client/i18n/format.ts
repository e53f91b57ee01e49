import type { Money } from '../../shared/money.schema.ts';
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

/** Made once per language and currency: there is a price on every card. */
const moneyFormats = new Map<string, Intl.NumberFormat>();

/** "€19.90": `amount` is in the currency's minor unit. */
export function formatMoney(language: Language, { amount, currency }: Money): string {
  const key = `${language} ${currency}`;
  const format = moneyFormats.get(key) ?? new Intl.NumberFormat(LANGUAGES[language].tag, { style: 'currency', currency });
  moneyFormats.set(key, format);
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** "12 kB" */
export function formatSize(language: Language, bytes: number): string {
  return new Intl.NumberFormat(LANGUAGES[language].tag, { style: 'unit', unit: 'kilobyte' }).format(Math.ceil(bytes / 1000));
}
