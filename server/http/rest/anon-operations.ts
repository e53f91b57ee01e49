import type { TokenResponse } from '../../../shared/anon.schema.ts';
import type { Reason } from '../../../shared/errors.ts';
import {
  type RestTokenResponse,
  restLoginBody,
  restMeResponse,
  restNothing,
  restRefreshTokenBody,
  restTokenResponse,
} from '../../../shared/rest.schema.ts';
import { operation } from './operation.ts';

const REFRESH_REASONS: readonly Reason[] = ['TOKEN_INVALID', 'SESSION_REVOKED', 'SESSION_EXPIRED', 'REFRESH_REUSED', 'VISITOR_RETIRED'];

const login = operation({
  id: 'login',
  method: 'POST',
  path: '/anon/login',
  tag: 'anon',
  summary: 'Become a visitor',
  description: 'Makes an anonymous visitor and gives the tokens that recognise them. Needs no body.',
  isProtected: false,
  query: restNothing,
  body: restLoginBody,
  answer: { name: 'TokenResponse', schema: restTokenResponse },
  reasons: [],
  run: async ({ caller }, _query, body) => toRest(await caller.anon.login({ idempotencyKey: body.idempotency_key })),
});

const refresh = operation({
  id: 'refresh',
  method: 'POST',
  path: '/anon/refresh',
  tag: 'anon',
  summary: 'Get new tokens',
  description: 'Trades a refresh token for a new pair. Safe to send again when the answer was lost; a token that was replaced and is used later ends the session.',
  isProtected: false,
  query: restNothing,
  body: restRefreshTokenBody,
  answer: { name: 'TokenResponse', schema: restTokenResponse },
  reasons: REFRESH_REASONS,
  run: async ({ caller }, _query, body) => toRest(await caller.anon.refresh({ refreshToken: body.refresh_token })),
});

const logout = operation({
  id: 'logout',
  method: 'POST',
  path: '/anon/logout',
  tag: 'anon',
  summary: 'End the session',
  description: 'Ends the session of a refresh token. Succeeds for unknown and already ended ones too (RFC 7009 §2.2).',
  isProtected: false,
  query: restNothing,
  body: restRefreshTokenBody,
  answer: { name: 'Nothing', schema: restNothing },
  reasons: [],
  run: ({ caller }, _query, body) => caller.anon.logout({ refreshToken: body.refresh_token }),
});

const me = operation({
  id: 'me',
  method: 'GET',
  path: '/anon/me',
  tag: 'anon',
  summary: 'Who am I here?',
  description: 'The visitor that the access token speaks for.',
  isProtected: true,
  query: restNothing,
  body: restNothing,
  answer: { name: 'Visitor', schema: restMeResponse },
  reasons: [],
  run: async ({ caller }) => {
    const visitor = await caller.anon.me();
    return { anon_id: visitor.anonId, session_id: visitor.sessionId, created_at: visitor.createdAt, last_activity_at: visitor.lastActivityAt };
  },
});

/** The visitor's identity over REST. */
export const ANON_OPERATIONS = [login, refresh, logout, me];

function toRest(tokens: TokenResponse): RestTokenResponse {
  return {
    access_token: tokens.accessToken,
    token_type: tokens.tokenType,
    expires_in: tokens.expiresIn,
    refresh_token: tokens.refreshToken,
    anon_id: tokens.anonId,
  };
}
