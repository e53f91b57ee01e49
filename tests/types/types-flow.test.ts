import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** A copy of the sources in which a field can be renamed without touching the project. */
class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'passerby-types-'));

  constructor() {
    for (const name of ['shared', 'server', 'client', 'tools', 'package.json']) cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    // A real folder of links: what the compiler writes into its cache stays in this copy.
    mkdirSync(join(this.folder, 'node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (name !== '.cache') symlinkSync(join(ROOT, 'node_modules', name), join(this.folder, 'node_modules', name));
    }
  }

  replace(file: string, from: string, to: string): () => void {
    const path = join(this.folder, file);
    const before = readFileSync(path, 'utf8');
    expect(before).toContain(from);
    writeFileSync(path, before.replace(from, to));
    return () => writeFileSync(path, before);
  }

  compile(project: string, ...options: string[]): { status: number | null; output: string } {
    const { status, stdout } = spawnSync(process.execPath, [TSC, '-b', project, ...options], { cwd: this.folder, encoding: 'utf8' });
    return { status, output: stdout };
  }
}

describe('types from the table to the button', () => {
  let copy: Copy;

  beforeAll(() => {
    copy = new Copy();
    expect(copy.compile('client')).toEqual({ status: 0, output: '' });
  });

  afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

  it('a field renamed in the contract breaks the React code and the service', () => {
    const undo = copy.replace('shared/items.schema.ts', 'actionCount: z.int()', 'timesUsed: z.int()');
    const { status, output } = copy.compile('client');
    undo();
    expect(status).not.toBe(0);
    expect(output).toMatch(/server\/items\/items\.service\.ts.*actionCount/);
    expect(copy.compile('shared').status).toBe(0);
  });

  it('an output that the router no longer gives breaks the React code', () => {
    const undo = copy.replace('server/items/items.router.ts', 'checkedOutput(listItemsOutput)', 'checkedOutput(listItemsOutput.omit({ nextCursor: true }))');
    const { status, output } = copy.compile('client');
    undo();
    expect(status).not.toBe(0);
    expect(output).toMatch(/client\/.*nextCursor/);
  });

  it('a column renamed in the table breaks the query and the page that shows it', () => {
    const undo = copy.replace('server/items/items.table.ts', 'last_action_at: number', 'touched_at: number');
    const { status, output } = copy.compile('client');
    undo();
    expect(status).not.toBe(0);
    expect(output).toMatch(/server\/items\/items\.(repository|service)\.ts.*last_action_at/);
  });

  it('a procedure that was removed breaks the button that calls it', () => {
    const undo = copy.replace('server/items/items.router.ts', 'addAction: protectedProcedure', 'recordAction: protectedProcedure');
    const { status, output } = copy.compile('client');
    undo();
    expect(status).not.toBe(0);
    expect(output).toMatch(/client\/.*addAction/);
  });

  it('no Node and no database type reaches the browser program', () => {
    const { stdout } = spawnSync(process.execPath, [TSC, '-p', 'client', '--listFilesOnly'], { cwd: copy.folder, encoding: 'utf8' });
    const files = stdout.split('\n').map((file) => file.replace(/^.*node_modules\/(?!.*node_modules\/)/, ''));
    expect(files.some((file) => file.includes('server/router.d.ts'))).toBe(true);
    expect(files.filter((file) => /^(@types\/node|kysely|better-sqlite3|@types\/better-sqlite3|pg|@types\/pg|fastify|pino|undici-types)\//.test(file))).toEqual([]);
  });
});
