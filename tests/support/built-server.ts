import { join } from 'node:path';
import { build } from 'vite';

const CONFIG = join(import.meta.dirname, '../../tools/vite.server.config.ts');

/** Builds the server for the tests that start one: they see what `npm start` would run. */
export async function setup(): Promise<void> {
  await build({ configFile: CONFIG, logLevel: 'warn' });
}
