import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const SERVER = 'tests/support/built-server.ts';
const POSTGRES = 'tests/support/postgres-setup.ts';

/** After the others, a file at a time: these fail when they get too little of the machine. */
const ALONE = { maxWorkers: 1, sequence: { groupOrder: 1 } };

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    pool: 'forks',
    // Much waits for a process or a disk, so no core is left free.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['{shared,server,client}/**/*.test.ts'] } },
      { extends: true, test: { name: 'caller', include: ['tests/caller/**/*.test.ts'], env: { TEST_DATABASE: 'file' } } },
      { extends: true, test: { name: 'http', include: ['tests/http/**/*.test.ts', 'tests/security/**/*.test.ts'], globalSetup: [SERVER] } },
      { extends: true, test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], globalSetup: [SERVER, POSTGRES] } },
      // The same bodies as in the project caller, on the other database.
      {
        extends: true,
        test: { name: 'caller on PostgreSQL', include: ['tests/caller/**/*.test.ts'], env: { TEST_DATABASE: 'postgres' }, globalSetup: [POSTGRES] },
      },
      // --mode long makes more rounds of the same tests.
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], globalSetup: [SERVER], ...ALONE } },
      { extends: true, test: { name: 'types', include: ['tests/types/**/*.test.ts', 'tests/docs/**/*.test.ts'] } },
      // A second try for a browser that a busy machine starves; what fails twice is at fault.
      {
        extends: true,
        test: { name: 'browser', retry: 1, include: ['tests/browser/**/*.test.ts'], testTimeout: 60_000, expect: { poll: { timeout: 10_000 } }, ...ALONE, globalSetup: [SERVER, 'tests/browser/build-page.ts'] },
      },
    ],
  },
});
