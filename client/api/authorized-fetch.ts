import { createContext, useContext } from 'react';
import type { SessionManager } from '../session/index.ts';

/** Fetches a path of the server as the visitor, where the answer is not one of tRPC's. */
export type AuthorizedFetch = (path: string) => Promise<Response>;

/**
 * `url` is the tRPC endpoint: other paths lie beside it. A token that has run out is renewed once. Rejects with what
 * `fetch` throws, and with what `manager.credential()` does when no token can be had.
 */
export function createAuthorizedFetch(manager: SessionManager, url: string): AuthorizedFetch {
  const root = url.replace(/\/trpc$/, '');
  const ask = (path: string, token: string) => fetch(`${root}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return async (path) => {
    const { accessToken, anonId } = await manager.credential();
    const answer = await ask(path, accessToken);
    if (answer.status !== 401) return answer;
    await manager.recover(await readReason(answer.clone()), accessToken);
    const renewed = await manager.credential();
    // Asked for one visitor, a call is never sent for the next.
    return renewed.anonId === anonId && renewed.accessToken !== accessToken ? ask(path, renewed.accessToken) : answer;
  };
}

async function readReason(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json().catch(() => null);
  return (body as { error?: { data?: { reason?: unknown } } } | null)?.error?.data?.reason;
}

export const AuthorizedFetchContext = createContext<AuthorizedFetch | null>(null);

/** Only below `<PasserbyProvider>`. */
export function useAuthorizedFetch(): AuthorizedFetch {
  const authorizedFetch = useContext(AuthorizedFetchContext);
  if (authorizedFetch === null) throw new ReferenceError('useAuthorizedFetch() is used outside of <PasserbyProvider>.');
  return authorizedFetch;
}
