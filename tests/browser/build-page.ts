import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');

/** Vitest's own `NODE_ENV` would put React's development build into the page. */
const PRODUCTION = { ...process.env, NODE_ENV: 'production' };

/** Builds the page once for all browser tests, which see what a visitor would. */
export function setup(): void {
  execFileSync(process.execPath, [VITE, 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit', env: PRODUCTION });
}
