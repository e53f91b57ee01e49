import type { FastifyInstance } from 'fastify';
import type { KeysService } from '../keys/keys.service.ts';

/** How long a verifier may keep the key set. Keys are published longer than this before they sign. */
export const KEY_SET_SECONDS = 300;

/** The public halves of the signing keys (RFC 7517), readable from any origin: they are no secret. */
export function jwks(server: FastifyInstance, keys: KeysService): void {
  server.get('/.well-known/jwks.json', (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${KEY_SET_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .type('application/jwk-set+json')
      .send(JSON.stringify(keys.publicKeySet())),
  );
}
