import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..');

/** What brings a binary or files of its own stays where npm put it, and what is not always there; vite is for `npm run dev`. */
const LEFT_OUT = ['better-sqlite3', 'pg-native', 'pg-cloudflare', '@fastify/swagger-ui', 'vite'];

/**
 * Makes one file of a program of Node and its libraries, without what it never calls, and one of each part that it loads
 * later (decision 016). `input` names the entries: name in `outDir` → source.
 */
export async function bundle(outDir: string, input: Readonly<Record<string, string>>): Promise<void> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: LEFT_OUT },
    build: {
      ssr: true,
      outDir,
      // A server that runs meanwhile still finds its own parts.
      emptyOutDir: false,
      copyPublicDir: false,
      sourcemap: true,
      rolldownOptions: {
        input: { ...input },
        platform: 'node',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // One character beyond Latin-1 would double what V8 keeps of the text.
          charset: 'ascii',
          // Names stay, for the stacks in the log.
          minify: { compress: true, mangle: false, codegen: true },
        },
      },
    },
  });
}

/** Into `dist/server/`: the server, and the thread that copies its log. */
export function bundleServer(): Promise<void> {
  return bundle('dist/server', { main: 'server/main.ts', 'checkpoint-thread': 'server/database/checkpoint-thread.ts' });
}
