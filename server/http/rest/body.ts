import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../refusal.ts';
import { acceptJsonAlone } from '../json-body.ts';

/** JSON alone, but an empty body passes under any type: HTTP libraries name one even when they send nothing. */
export function acceptEmptyBodies(server: FastifyInstance): void {
  acceptJsonAlone(server);
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new Refusal('MEDIA_TYPE_UNSUPPORTED'), undefined);
  });
}

/** What a body says; an absent one and `null`, which axios sends for none, say `{}`. Throws `BODY_INVALID`. */
export function parseBody(text: unknown): unknown {
  if (typeof text !== 'string') return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new Refusal('BODY_INVALID');
  }
}
