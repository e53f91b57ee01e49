import { useContext } from 'react';
import { SessionContext } from './session-provider.tsx';
import type { Session } from './session-provider.tsx';

/** The visitor's session as it is now; renders again when it changes. Only below `<SessionProvider>`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new ReferenceError('useSession() is used outside of <SessionProvider>.');
  return session;
}
