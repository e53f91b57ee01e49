import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** [rule, file that breaks it, its content, what the lint says] */
const VIOLATIONS: readonly (readonly [string, string, string, string])[] = [
  ['shared imports zod and itself alone', 'shared/planted.ts', "import '../server/clock.ts';", 'shared/ is the contract'],
  ['the server knows nothing of the client', 'server/planted.ts', "import '../client/main.tsx';", 'knows nothing of the client'],
  ['the client may not reach into the server', 'client/items/planted.ts', "import type { Db } from '../../server/database/store.ts'; export type A = Db;", 'AppRouter and nothing else'],
  ['the client imports AppRouter as a type alone', 'client/items/planted.ts', "import { createRouter } from '../../server/router.ts'; export const a = createRouter;", 'Import AppRouter as a type'],
  ['the session half stands alone', 'client/session/planted.ts', "import '../api/links.ts';", 'works without the rest'],
  ['the core imports nothing of the application', 'server/anon/planted.ts', "import type { ItemsService } from '../items/items.service.ts'; export type A = ItemsService;", 'nothing of the application'],
  ['features meet as types', 'server/items/planted.ts', "import { AnonService } from '../anon/anon.service.ts'; export const a = AnonService;", 'Features meet as service types'],
  ["another feature's repository is its own", 'server/items/planted.ts', "import { findSession } from '../sessions/sessions.repository.ts'; export const a = findSession;", 'ask its service'],
  ['SQL lives in repositories', 'server/items/planted.service.ts', "import { sql } from 'kysely'; export const a = sql;", 'SQL lives in'],
  ['services know no transport', 'server/items/planted.service.ts', "import { router } from '../trpc/init.ts'; export const a = router;", 'know no transport'],
  ['routers reach no rows', 'server/items/planted.router.ts', "import { listActions } from './items.repository.ts'; export const a = listActions;", 'rows are not its business'],
  ['repositories call no service', 'server/items/planted.repository.ts', "import { ItemsService } from './items.service.ts'; export const a = ItemsService;", 'calls no service'],
  ['tables import nothing', 'server/items/planted.table.ts', "import type { Clock } from '../clock.ts'; export type A = Clock;", 'imports nothing'],
  ['the database knows no feature', 'server/database/planted.ts', "import { findSession } from '../sessions/sessions.repository.ts'; export const a = findSession;", 'knows no feature'],
  ['migrations import Kysely alone', 'server/database/migrations/planted.ts', "import { systemClock } from '../../clock.ts'; export const a = systemClock;", 'A migration is frozen'],
  ['tRPC knows no feature', 'server/trpc/planted.ts', "import type { ItemsService } from '../items/items.service.ts'; export type A = ItemsService;", 'trpc/ knows no feature'],
  ['the command reaches no rows', 'server/cli/planted.ts', "import { findSession } from '../sessions/sessions.repository.ts'; export const a = findSession;", 'The command stands on app.ts'],
  ['features know no HTTP', 'server/items/planted.ts', "import { challengeFor } from '../http/challenge.ts'; export const a = challengeFor;", 'Only app.ts imports http/'],
  ['time comes from the clock', 'server/items/planted.ts', 'export const a = Date.now();', 'injected Clock'],
  ['chance comes from node:crypto', 'server/items/planted.ts', 'export const a = Math.random();', 'node:crypto'],
  ['the environment is read in one place', 'server/items/planted.ts', 'export const a = process.env.HOME;', 'process.env'],
  ['no import cycles, types included', 'server/items/planted.ts', "import type { B } from './planted-too.ts'; export type A = B;", 'cycle'],
];

describe('the layering rules', () => {
  let copy = '';

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'passerby-layers-'));
    for (const name of ['shared', 'server', 'client', 'tools', 'tests/tsconfig.json', 'oxlint.config.ts', 'package.json', 'tsconfig.json']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'server/items/planted-too.ts'), "import type { A } from './planted.ts';\nexport type B = A | 1;\n");
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(VIOLATIONS)('%s', (_rule, file, content, message) => {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${content}\n`);
    try {
      const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), dirname(file)], { cwd: copy, encoding: 'utf8' });
      expect(stdout.replace(/\s+/g, ' ')).toContain(message);
      expect(status).not.toBe(0);
    } finally {
      rmSync(path);
    }
  });
});
