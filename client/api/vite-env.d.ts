/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Origin of the API when it is not the page's own, for instance `https://api.example.com`. Set at build time. */
  readonly VITE_API_URL?: string;
}
