import { useContext } from 'react';
import { SessionContext } from './session-context.ts';
import type { Session } from './session-context.ts';

/** The visitor's session as it is now; renders again when it changes. Only below `<SessionProvider>`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new ReferenceError('useSession() is used outside of <SessionProvider>.');
  return session;
}
