/** The objects that many answers share, with their JSON texts once those were needed. */
const texts = new WeakMap<object, string | null>();

type Fields = Readonly<Record<string, unknown>>;

/** Freezes `value` all through and notes that it stands in many answers: it is checked once and written once. */
export function share<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null && !texts.has(member)) share(member);
  texts.set(Object.freeze(value), null);
  return value;
}

export function isShared(value: object): boolean {
  return texts.has(value);
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

function endsShared(value: unknown): value is readonly object[] {
  return Array.isArray(value) && texts.has(value.at(-1));
}

/** Undefined for what has no text, such as undefined. */
function stringify(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
}

function objectText(value: Fields): string {
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const text = endsShared(member) ? listText(member) : stringify(member);
    if (text !== undefined) members.push(`${stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function listText(list: readonly object[]): string {
  const firstShared = list.findIndex((value) => texts.has(value));
  const parts = list.slice(firstShared).map((value) => (texts.has(value) ? sharedText(value) : (stringify(value) ?? 'null')));
  if (firstShared > 0) parts.unshift((stringify(list.slice(0, firstShared)) ?? '').slice(1, -1));
  return `[${parts.join(',')}]`;
}

function sharedText(value: object): string {
  const known = texts.get(value);
  if (typeof known === 'string') return known;
  const text = stringify(value) ?? '';
  texts.set(value, text);
  return text;
}
