import { fetchTransport } from './fetch-transport.ts';
import type { FetchTransportOptions } from './fetch-transport.ts';
import { SessionManager } from './session-manager.ts';
import type { SessionManagerOptions } from './session-manager.ts';

export type CreateSessionManagerOptions = FetchTransportOptions & Omit<SessionManagerOptions, 'transport'>;

/** A manager that speaks with the server at `url`. It does nothing before `start()` or the first `accessToken()`. */
export function createSessionManager(options: CreateSessionManagerOptions): SessionManager {
  return new SessionManager({ ...options, transport: fetchTransport(options) });
}
