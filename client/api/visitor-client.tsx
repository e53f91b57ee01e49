import type { QueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { SessionManager } from '../session/index.ts';
import { createLinks } from './links.ts';
import { trpc } from './trpc.ts';

interface VisitorClientProps {
  readonly manager: SessionManager;
  readonly queryClient: QueryClient;
  readonly url: string;
  readonly children: ReactNode;
}

/** The tRPC client of one visitor. `SessionProvider` mounts it anew when an identity ends: the old client goes with it. */
export function VisitorClient({ manager, queryClient, url, children }: VisitorClientProps) {
  const [client] = useState(() => trpc.createClient({ links: createLinks(manager, url) }));
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      {children}
    </trpc.Provider>
  );
}
