import { headOf, isShared } from '../shared-values.ts';

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
