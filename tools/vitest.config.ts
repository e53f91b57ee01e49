import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['{shared,server,client}/**/*.test.ts'] } },
      { extends: true, test: { name: 'caller', include: ['tests/caller/**/*.test.ts'], env: { TEST_DATABASE: 'file' } } },
      { extends: true, test: { name: 'http', include: ['tests/http/**/*.test.ts', 'tests/security/**/*.test.ts'] } },
      { extends: true, test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], globalSetup: ['tests/support/postgres-setup.ts'] } },
      // The same bodies as in the project caller, on the other database.
      {
        extends: true,
        test: { name: 'caller on PostgreSQL', include: ['tests/caller/**/*.test.ts'], env: { TEST_DATABASE: 'postgres' }, globalSetup: ['tests/support/postgres-setup.ts'] },
      },
      // --mode long makes more rounds of the same tests.
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], fileParallelism: false } },
      { extends: true, test: { name: 'types', include: ['tests/types/**/*.test.ts', 'tests/docs/**/*.test.ts'] } },
      // A second try for a browser that a busy machine starves; what fails twice is at fault.
      {
        extends: true,
        test: { name: 'browser', retry: 1, include: ['tests/browser/**/*.test.ts'], testTimeout: 60_000, expect: { poll: { timeout: 10_000 } }, fileParallelism: false, globalSetup: ['tests/browser/build-page.ts'] },
      },
    ],
  },
});
