import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../server/config.ts';
import { renderErrorsDocument } from '../../tools/errors-document.ts';
import { createTestApp } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The code blocks of one language, in order. */
function blocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1] ?? '');
}

describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  const text = read(file);

  it('shows each door in at most 15 lines', () => {
    const doors = [blocks(text, 'tsx')[0], blocks(text, 'sh')[1], blocks(text, 'ts')[0]];
    for (const door of doors) expect(door?.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  it('has an HTTP example that runs as it stands', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const script = blocks(text, 'sh')[1]?.replace('http://localhost:3000', origin) ?? '';
    const { stdout } = await runAsync('bash', ['-euc', script]);
    expect(stdout).toContain('"itemId":"fountain-pen"');
    expect(stdout).toMatch(/\[\{"result":\{"data":\{"anonId".*\},\{"result":\{"data":\{"anonId"/);
  });

  it('has an in-process example that runs as it stands', () => {
    const folder = join(ROOT, 'dist/readme');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${file}.ts`);
    writeFileSync(path, blocks(text, 'ts')[0] ?? '');
    const { status, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('names every variable that the server reads, and no other', () => {
    const table = text.slice(text.indexOf('| `PORT`'), text.indexOf('| `LOG_LEVEL`') + 20);
    const named = [...table.matchAll(/^\| ((?:`[A-Z_]+`(?:, )?)+)/gm)].flatMap((row) => [...(row[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]));
    const known = [...read('server/config.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(known.toSorted());
    expect(() => loadConfig({})).not.toThrow();
  });
});

describe('the documents', () => {
  const files = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', ...readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

  it.each(files)('%s links to nothing that is not there', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const folder = join(ROOT, file, '..');
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });
});

/** Runs a program while this process goes on answering. */
function runAsync(command: string, args: readonly string[]): Promise<{ stdout: string }> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { encoding: 'utf8' }, (error, stdout) => (error === null ? resolve({ stdout }) : reject(error)));
  });
}

describe('docs/operations.md', () => {
  it('has a unit that starts Node with the flags of npm start', () => {
    const flagsOf = (line: string | undefined) => line?.split(' ').filter((word) => word.startsWith('--'));
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const unit = /^ExecStart=.*$/m.exec(read('docs/operations.md'))?.[0];
    expect(flagsOf(unit)).toEqual(flagsOf(scripts.start));
    expect(flagsOf(unit)).not.toEqual([]);
  });
});

describe('docs/errors.md', () => {
  it('lists exactly the reasons of the table', () => {
    expect(read('docs/errors.md')).toBe(renderErrorsDocument());
  });
});

describe('docs/security.md', () => {
  const promises = [...read('docs/security.md').matchAll(/^ {2}`(tests\/[^`]+)`: "(.+)"$/gm)].map(([, file = '', title = '']) => ({ file, title }));

  it('names a test for at least twenty promises', () => {
    expect(promises.length).toBeGreaterThanOrEqual(20);
  });

  it.each(promises)('$file has the test "$title"', ({ file, title }) => {
    expect(read(file)).toContain(title);
  });
});
