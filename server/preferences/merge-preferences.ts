import { APP_PREFERENCES, PAGE_PREFERENCES, type Preferences, type UpdatePreferencesInput } from '../../shared/preferences.schema.ts';
import type { z } from 'zod';

type Values = Record<string, unknown>;
type Shape = Readonly<Record<string, z.ZodType>>;

/** What is stored, as far as today's schema knows it: a key that was taken away or changed its form is dropped. */
export function parseStored(document: string): Preferences {
  const stored = asValues(JSON.parse(document));
  return { ...keepValid(PAGE_PREFERENCES, stored), app: keepValid(APP_PREFERENCES, asValues(stored['app'])) };
}

/** The document with a patch applied, key by key. A key of `null` is taken out; the patch has been validated. */
export function mergePreferences(current: Preferences, patch: UpdatePreferencesInput): Preferences {
  return { ...mergeKeys(PAGE_PREFERENCES, current, patch), app: mergeKeys(APP_PREFERENCES, current.app, patch.app ?? {}) };
}

/** The document to store for a patch of the one that is stored, or of none; null when it would say the same. */
export function decideDocument(stored: string | null, patch: UpdatePreferencesInput): string | null {
  const current = parseStored(stored ?? '{}');
  const document = JSON.stringify(mergePreferences(current, patch));
  return document === JSON.stringify(current) ? null : document;
}

/** Goes by the schema's keys and never by the document's, so that no name of a document reaches a prototype. */
function keepValid(shape: Shape, values: Values): Values {
  const kept: Values = {};
  for (const [key, schema] of Object.entries(shape)) {
    const parsed = Object.hasOwn(values, key) ? schema.safeParse(values[key]) : null;
    if (parsed?.success === true) kept[key] = parsed.data;
  }
  return kept;
}

function mergeKeys(shape: Shape, current: Values, patch: Values): Values {
  const merged: Values = {};
  for (const key of Object.keys(shape)) {
    const value = patch[key] === undefined ? current[key] : patch[key];
    if (value !== undefined && value !== null) merged[key] = value;
  }
  return merged;
}

function asValues(value: unknown): Values {
  return typeof value === 'object' && value !== null ? (value as Values) : {};
}
