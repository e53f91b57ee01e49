const HYPHEN = 45;
const HYPHENS_AT: ReadonlySet<number> = new Set([8, 13, 18, 23]);
/** By character code. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-fA-F]/.test(String.fromCharCode(code)) ? 1 : code === HYPHEN ? 2 : 0));
const GUID = Uint8Array.from({ length: 36 }, (_, index) => (HYPHENS_AT.has(index) ? 2 : 1));

/** What zod's pattern says, in half the time: every row of every list has one. */
export function isGuid(text: string): boolean {
  if (text.length !== GUID.length) return false;
  for (let index = 0; index < GUID.length; index += 1) if (KINDS[text.charCodeAt(index)] !== GUID[index]) return false;
  return true;
}
