type Fields = Readonly<Record<string, unknown>>;

/** A class that extends it puts its private fields on `value`: nobody else sees them, and no copy has them. */
class Onto {
  constructor(value: object) {
    return value;
  }
}

/**
 * On an object that stands in many answers, or that begins as one. It has to be there before the object is frozen. In a
 * WeakMap every extended object of every answer would leave an entry for the garbage collector to find.
 */
class Mark extends Onto {
  #text: string | null = null;
  readonly #head: object | null;
  readonly #tail: object | null;

  constructor(value: object, head: object | null = null, tail: object | null = null) {
    super(value);
    this.#head = head;
    this.#tail = tail;
  }

  static isOn(value: object): boolean {
    return #text in value;
  }

  /** The shared object that `value` begins with; null for one that is shared as a whole, or without a mark. */
  static headOf(value: object): object | null {
    return #text in value ? value.#head : null;
  }

  /** The JSON text, written when it is first needed; null for an object without a mark. */
  static textOf(value: object): string | null {
    return #text in value ? (value.#text ??= Mark.#write(value)) : null;
  }

  static #write(value: Mark): string {
    if (value.#head === null) return stringify(value) ?? '';
    return joinObjects(Mark.textOf(value.#head) ?? '{}', stringify(value.#tail) ?? '{}');
  }
}

function joinObjects(head: string, tail: string): string {
  if (head === '{}') return tail;
  return tail === '{}' ? head : `${head.slice(0, -1)},${tail.slice(1)}`;
}

/**
 * Freezes `value` all through and notes that it stands in many answers: it is checked once and written once. Nothing in it
 * may be frozen by anybody else.
 */
export function share<T extends object>(value: T): T {
  if (isShared(value)) return value;
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) share(member);
  new Mark(value);
  return Object.freeze(value);
}

type Primitives = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A frozen object with the members of `head`, which becomes shared, and then those of `tail`, the only ones that are checked
 * and written for it. `head` is a plain object. Throws `TypeError` for a member that both have.
 */
export function extend<H extends object, T extends Primitives>(head: H, tail: T & { readonly [name in keyof H]?: never }): H & T {
  for (const name in tail) if (Object.hasOwn(head, name)) throw new TypeError(`Both have a member ${name}`);
  const value = { ...share(head), ...tail };
  new Mark(value, head, Object.freeze(tail));
  return Object.freeze(value);
}

/** Whether `value` is frozen all through by `share` or `extend`. */
export function isShared(value: object): boolean {
  return Mark.isOn(value);
}

/** The shared object that `value` extends, or null. */
export function headOf(value: object): object | null {
  return Mark.headOf(value);
}

/**
 * What `JSON.stringify(value)` gives, in UTF-8 with a character for each byte, as 'latin1' writes it. Lists in `value` that
 * end with shared objects are put together from their texts.
 *
 * With one ideograph in it, a text of characters takes two bytes for each of them, in every copy, and three to be encoded.
 */
export function toJsonBytes(value: unknown): string {
  return isPlainObject(value) && Object.values(value).some(endsShared) ? objectText(value) : (stringify(value) ?? '');
}

function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function endsShared(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const last: unknown = value.at(-1);
  return typeof last === 'object' && last !== null && isShared(last);
}

/** Undefined for what has no text, such as undefined. */
function stringify(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
}

function objectText(value: Fields): string {
  let members = '';
  for (const name in value) {
    const member = value[name];
    const text = endsShared(member) ? listText(member) : stringify(member);
    if (text !== undefined) members += `${members === '' ? '' : ','}${stringify(name)}:${text}`;
  }
  return `{${members}}`;
}

function listText(list: readonly unknown[]): string {
  let elements = '';
  for (const value of list) elements += `${elements === '' ? '' : ','}${elementText(value)}`;
  return `[${elements}]`;
}

function elementText(value: unknown): string {
  const known = typeof value === 'object' && value !== null ? Mark.textOf(value) : null;
  return known ?? stringify(value) ?? 'null';
}
