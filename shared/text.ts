import { z } from 'zod';

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * A single line of text from a person: trimmed, 1 to `maxChars` UTF-16 code units, well-formed Unicode
 * (no lone surrogates) and no control characters, so that it is safe in logs, headers and every database.
 */
export function singleLineText(maxChars: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxChars)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .refine((text) => !CONTROL_CHARACTERS.test(text), 'must not contain control characters');
}
