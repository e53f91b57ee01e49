/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Origin of the API when it is not the page's own, for instance `https://api.example.com`. Set at build time. */
  readonly VITE_API_URL?: string;
  /** `cookie`: the server, on the same site, keeps the refresh token (`SESSION_COOKIE=true` there). Set at build time. */
  readonly VITE_SESSION_MODE?: 'bearer' | 'cookie';
}
