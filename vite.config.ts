import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const COMPRESSIBLE = /\.(?:html|js|css|svg)$/;

/** Puts a .br and a .gz beside every text file, so that the server compresses nothing while it serves. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      for (const name of await readdir(dir, { recursive: true })) {
        if (!COMPRESSIBLE.test(name)) continue;
        const path = join(dir, name);
        const content = await readFile(path);
        await writeFile(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root: 'client',
  cacheDir: '../node_modules/.vite',
  envDir: '..',
  plugins: [react(), precompress()],
  server: {
    // Nothing else of the repository is served in development: data/ holds the visitors and the secret.
    fs: { allow: ['.', '../shared', '../node_modules'] },
  },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Libraries change seldom: a visitor who comes back after a release fetches only the application. zod is not
        // among them, because the first page does without it.
        // The application's first page is one file: in pieces it weighs more and is asked for piece by piece.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules\/(?!zod\/)/ },
            { name: 'page', test: /client\/app\.tsx$/ },
          ],
        },
      },
    },
  },
});
