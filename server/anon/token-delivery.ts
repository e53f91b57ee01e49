import type { TokenResponse } from '../../shared/anon.schema.ts';
import { Refusal } from '../refusal.ts';
import type { RefreshTokenKeeper } from '../trpc/context.ts';

/** New tokens as the page gets them: with a keeper the refresh token goes to it, and the page never sees it. */
export function deliverTokens(tokens: TokenResponse, keeper: RefreshTokenKeeper | null): TokenResponse {
  if (keeper === null) return tokens;
  keeper.keep(tokens.refreshToken, tokens.refreshExpiresIn);
  return { ...tokens, refreshToken: '' };
}

/** The refresh token of a call: the keeper's where there is one, else the input's. Throws `TOKEN_MISSING` for neither. */
export function takeRefreshToken(input: string | undefined, keeper: RefreshTokenKeeper | null): string {
  const token = keeper === null ? input : keeper.read();
  if (token === undefined || token === null) throw new Refusal('TOKEN_MISSING');
  return token;
}
