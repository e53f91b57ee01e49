import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Whoever is started again is ready in half the time. Imported behind it: what is compiled before is not kept. Where the
// folder cannot be written, nothing is.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
await import('./process.ts');
// A process that is killed writes nothing at its end.
flushCompileCache();
