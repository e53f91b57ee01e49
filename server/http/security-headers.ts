import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from '../config.ts';
import { IncomingMessage, ServerResponse } from './node-http.ts';

export type Headers = Readonly<Record<string, string>>;

const SHARED = {
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  referrerPolicy: { policy: 'no-referrer' },
} as const;

/**
 * The security headers of an answer that is no page: data, which no browser runs, shows or frames. Worked out once, as
 * none of them depends on the request.
 */
export function dataHeaders(config: Config): Headers {
  return workOut({
    ...SHARED,
    strictTransportSecurity: transportSecurity(config),
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: { action: 'deny' },
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

/** The security headers of the pages and of what they load. `isDev` lets the bundler's inline client in. */
export function pageHeaders(config: Config, isDev: boolean): Headers {
  return workOut({
    ...SHARED,
    strictTransportSecurity: transportSecurity(config),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: isDev ? ["'self'", "'unsafe-inline'"] : ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: isDev ? ["'self'", 'ws:'] : ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
  });
}

function transportSecurity(config: Config): { maxAge: number } | false {
  return config.publicOrigin.startsWith('https:') && { maxAge: 31_536_000 };
}

function workOut(options: HelmetOptions): Headers {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => undefined);
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
