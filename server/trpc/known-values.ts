import { headOf, isShared } from '../shared-values.ts';

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

type Fields = Readonly<Record<string, unknown>>;

/** Whether all members conform. A member that `known` has too, with the very same value, has passed before. */
type MembersTest = (value: object, known: Fields) => boolean;

const NOTHING: Fields = Object.freeze({});

/** What one object schema remembers of the objects that stand in many answers. */
export class KnownValues {
  readonly #shared = new WeakSet<object>();
  readonly #heads = new WeakSet<object>();

  /** A shared object that passes is looked at once. So is what an extended object begins with. */
  conforms(value: unknown, test: MembersTest): boolean {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
    if (!isShared(value)) return test(value, NOTHING);
    const head = headOf(value);
    if (head === null) return this.#shared.has(value) || remember(this.#shared, value, test(value, NOTHING));
    return this.#heads.has(head) ? test(value, head as Fields) : remember(this.#heads, head, test(value, NOTHING));
  }
}

function remember(known: WeakSet<object>, value: object, conforms: boolean): boolean {
  if (conforms) known.add(value);
  return conforms;
}
