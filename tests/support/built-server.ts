import { bundleServer } from '../../tools/bundle.ts';

/** Builds the server for the tests that start one: they see what `npm start` would run. */
export function setup(): Promise<void> {
  return bundleServer();
}
