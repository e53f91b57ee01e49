import { Readable } from 'node:stream';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { PrivacyService } from '../privacy/privacy.service.ts';
import { Refusal } from '../refusal.ts';
import type { Authenticator } from '../trpc/context.ts';
import { readBearerToken } from './credentials.ts';
import { answerThrown } from './rest/failure.ts';

interface PrivacyExportOptions {
  readonly privacy: PrivacyService;
  readonly authenticator: Authenticator;
}

const PATH = '/privacy/export';
const OTHER_METHODS: readonly HTTPMethods[] = ['DELETE', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** `GET /privacy/export` with a bearer token: everything held on the visitor, streamed, as a file to save. */
export async function privacyExport(server: FastifyInstance, { privacy, authenticator }: PrivacyExportOptions): Promise<void> {
  server.setErrorHandler(answerThrown);
  server.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  server.route({
    method: 'GET',
    url: PATH,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const token = readBearerToken(request.raw);
      if (token === null) throw new Refusal('TOKEN_MISSING');
      const visitor = await authenticator.authenticate(token);
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="passerby-export.json"')
        .send(Readable.from(privacy.exportText(visitor.id), { objectMode: false }));
    },
  });
  server.route({
    method: [...OTHER_METHODS],
    url: PATH,
    onRequest: async (_request, reply) => {
      void reply.header('allow', 'GET');
      throw new Refusal('METHOD_NOT_SUPPORTED');
    },
    handler: () => undefined,
  });
}
