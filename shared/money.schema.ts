import { z } from 'zod';

/** The one currency of the catalogue (ISO 4217). */
export const CURRENCY = 'EUR';

/** An amount in the currency's minor unit: 1990 EUR is nineteen euros ninety. Never a fraction. */
export const money = z.strictObject({ amount: z.int().nonnegative(), currency: z.string().regex(/^[A-Z]{3}$/) });
export type Money = z.infer<typeof money>;
