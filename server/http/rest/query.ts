import { Refusal } from '../../refusal.ts';

/**
 * The query of a request target, strictly: `REQUEST_MALFORMED` for what does not decode to well-formed text, `INPUT_INVALID`
 * for a name that comes twice. Fastify's own parser keeps what it cannot decode, so `%ED%A0%80` would be stored as it stands.
 */
export function parseQuery(target: string): Readonly<Record<string, string>> {
  const start = target.indexOf('?');
  const pairs = start === -1 ? [] : target.slice(start + 1).split('&').filter((pair) => pair !== '');
  // Without a prototype, a parameter named __proto__ is one unknown name among others.
  const query: Record<string, string> = Object.create(null);
  for (const pair of pairs) {
    const [name = '', ...value] = pair.split('=');
    const key = decode(name);
    if (Object.hasOwn(query, key)) throw new Refusal('INPUT_INVALID');
    query[key] = decode(value.join('='));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal('REQUEST_MALFORMED');
  }
}
