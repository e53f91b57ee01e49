/** Who keeps the refresh token of this build. */
export function sessionMode(): 'bearer' | 'cookie' {
  return import.meta.env.VITE_SESSION_MODE === 'cookie' ? 'cookie' : 'bearer';
}

/** The tRPC endpoint: at the origin in `VITE_API_URL`, else at the page's own. */
export function apiUrl(): string {
  const origin = import.meta.env.VITE_API_URL ?? '';
  return `${origin.replace(/\/+$/, '')}/trpc`;
}
