import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { LeanDoor } from './lean-door.ts';
import { createServer } from './node-http.ts';

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** A drip of headers or body is cut off at this interval past its time. */
const CONNECTIONS_CHECK_MS = 1_000;

/** The node:http server under everything: ordinary tRPC calls go straight to the lean door, the rest to `handler`. */
export function createListener(lean: LeanDoor, handler: (request: IncomingMessage, response: ServerResponse) => void): Server {
  return createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    },
    (request, response) => {
      if (!lean.handle(request, response)) handler(request, response);
    },
  );
}
