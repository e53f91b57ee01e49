import type { FastifyInstance } from 'fastify';
import { Refusal } from '../refusal.ts';

/**
 * Lets JSON bodies in, as text, and no other: a form of any kind can be posted by every web page, and a multipart body
 * has no size limit here. Text that is not UTF-8 is refused, since decoding would change what it says (RFC 8259 §8.1).
 */
export function acceptJsonAlone(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const text = decode(body as Buffer);
    if (text === null) done(new Refusal('BODY_INVALID'));
    else done(null, text === '' ? undefined : text);
  });
}

function decode(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body);
  } catch {
    return null;
  }
}
