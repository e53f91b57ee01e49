import type { TokenResponse } from '../../shared/anon.schema.ts';
import type { ListItemsOutput } from '../../shared/items.schema.ts';
import { get, post, summarise, type Wire } from './wire.ts';

/** The same three calls as plain JSON routes: `/login`, `/list`, `/add`. */
export const plainWire: Wire = {
  login: () => post('/login', null, {}),
  readLogin: (body) => JSON.parse(body) as TokenResponse,
  list: (token) => get('/list', token),
  readList: (body) => summarise(JSON.parse(body) as ListItemsOutput),
  addAction: (token, action) => post('/add', token, action),
  trpc: null,
};

interface BetterAuthLogin {
  readonly token: string;
  readonly user: { readonly id: string };
}

/** better-auth's own sign-in, then the plain routes. */
export const betterAuthWire: Wire = {
  ...plainWire,
  login: () => post('/api/auth/sign-in/anonymous', null, {}),
  readLogin: (body) => {
    const { token, user } = JSON.parse(body) as BetterAuthLogin;
    return { anonId: user.id, accessToken: token, refreshToken: '' };
  },
};
