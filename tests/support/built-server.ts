import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Vitest's own `NODE_ENV` would choose what libraries bring for development. */
const PRODUCTION = { ...process.env, NODE_ENV: 'production' };

/** Builds the server for the tests that start one: they see what `npm start` would run. */
export function setup(): void {
  // Each project that names this file calls it: the first does the work for all.
  if (process.env['TEST_SERVER_IS_BUILT'] !== undefined) return;
  execFileSync(process.execPath, [join(ROOT, 'tools/build-server.ts')], { cwd: ROOT, stdio: 'inherit', env: PRODUCTION });
  process.env['TEST_SERVER_IS_BUILT'] = 'yes';
}
