import { Fragment, useCallback, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { SessionContext } from './session-context.ts';
import type { Session } from './session-context.ts';
import type { SessionManager } from './session-manager.ts';
import type { SessionSnapshot } from './session-state.ts';

export interface SessionProviderProps {
  /** Made once, outside of rendering or in a state initialiser. */
  readonly manager: SessionManager;
  /** Emptied when an identity ends; queries that failed while offline are fetched again when the session is back. */
  readonly queryClient?: QueryClient;
  readonly children: ReactNode;
}

/**
 * Starts the session and makes it known to `useSession()`. When an identity ends, the query client is emptied before
 * anything renders and the children are mounted anew, so no state or request of one visitor reaches the next.
 */
export function SessionProvider({ manager, queryClient, children }: SessionProviderProps) {
  const snapshot = useSnapshot(manager);
  // Layout effects of a parent run before any passive effect of a child: no query can start unwatched.
  useLayoutEffect(() => dropOldIdentity(manager, queryClient), [manager, queryClient]);
  useEffect(() => {
    manager.start();
    return () => manager.stop();
  }, [manager]);
  useEffect(() => refetchWhenBack(manager, queryClient), [manager, queryClient]);
  const session = useMemo(() => toSession(manager, snapshot), [manager, snapshot]);
  return (
    <SessionContext value={session}>
      <Fragment key={snapshot.endings}>{children}</Fragment>
    </SessionContext>
  );
}

function useSnapshot(manager: SessionManager): SessionSnapshot {
  const subscribe = useCallback((listener: () => void) => manager.subscribe(listener), [manager]);
  const read = (): SessionSnapshot => manager.snapshot();
  return useSyncExternalStore(subscribe, read, read);
}

function toSession(manager: SessionManager, snapshot: SessionSnapshot): Session {
  const signOut = (): Promise<void> => manager.signOut();
  const startAnew = (): void => manager.startAnew();
  return { ...snapshot, signOut, startAnew };
}

function dropOldIdentity(manager: SessionManager, queryClient: QueryClient | undefined): () => void {
  return manager.onIdentityChange(({ from }) => {
    if (from === null || queryClient === undefined) return;
    void queryClient.cancelQueries();
    queryClient.clear();
  });
}

function refetchWhenBack(manager: SessionManager, queryClient: QueryClient | undefined): () => void {
  let { status } = manager.snapshot();
  return manager.subscribe(() => {
    const before = status;
    status = manager.snapshot().status;
    if (before !== 'offline' || status !== 'active') return;
    void queryClient?.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' });
  });
}
