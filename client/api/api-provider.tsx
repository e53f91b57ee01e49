import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { createSessionManager, SessionProvider } from '../session/index.ts';
import { AuthorizedFetchContext, createAuthorizedFetch } from './authorized-fetch.ts';
import { createQueryClient } from './query-client.ts';
import { VisitorClient } from './visitor-client.tsx';

type SessionMode = 'bearer' | 'cookie';

interface PasserbyProviderProps {
  /** The tRPC endpoint, absolute or on the page's own origin. Read once. */
  readonly url: string;
  /** Who keeps the refresh token: this page's storage (`bearer`, the default) or an HttpOnly cookie. Read once. */
  readonly mode?: SessionMode;
  readonly children: ReactNode;
}

/** Everything below it may call the API as the visitor: no login to write, no token to carry. */
export function PasserbyProvider({ url, mode = 'bearer', children }: PasserbyProviderProps) {
  const [{ manager, queryClient, authorizedFetch }] = useState(() => createClients(url, mode));
  return (
    <QueryClientProvider client={queryClient}>
      <SessionProvider manager={manager} queryClient={queryClient}>
        <VisitorClient manager={manager} queryClient={queryClient} url={url}>
          <AuthorizedFetchContext value={authorizedFetch}>{children}</AuthorizedFetchContext>
        </VisitorClient>
      </SessionProvider>
    </QueryClientProvider>
  );
}

/** Opens nothing and calls nothing yet, so that StrictMode's second run costs nothing. */
function createClients(url: string, mode: SessionMode) {
  const manager = createSessionManager({ url, mode });
  return { manager, queryClient: createQueryClient(), authorizedFetch: createAuthorizedFetch(manager, url) };
}
