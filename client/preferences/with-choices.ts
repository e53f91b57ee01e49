import type { Preferences, UpdatePreferencesInput } from '../../shared/preferences.schema.ts';

/** Preferences with later choices applied, key by key, as the server merges them. */
export function withChoices(preferences: Preferences, choices: readonly UpdatePreferencesInput[]): Preferences {
  return choices.reduce<Preferences>(
    (chosen, { app, ...page }) => ({ ...merge(chosen, page), app: merge(chosen.app, app ?? {}) }),
    preferences,
  );
}

/** A key of null goes back to never chosen. */
function merge<Values extends object>(values: Values, patch: object): Values {
  const merged = Object.entries({ ...values, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as Values;
}
