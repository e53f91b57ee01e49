import { describe, expect, it, vi } from 'vitest';
import { runCommand } from '../support/command.ts';

// Each run starts a process, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const STRANGER = '019bc1f4-5e00-7cc3-98c4-dc0c0c07398f';

function runAll(calls: readonly (readonly string[])[]) {
  return Promise.all(calls.map((args) => runCommand({}, ...args)));
}

describe('passerby --help', () => {
  it('names every command and what the exit codes mean', async () => {
    const { code, stdout } = await runCommand({}, '--help');
    expect(code).toBe(0);
    for (const name of ['serve', 'migrate', 'stats', 'visitor', 'sweep', 'keys', 'backup', 'import-from-sqlite', 'Exit codes']) expect(stdout).toContain(name);
  });

  it('is the same by any name, and for a machine too', async () => {
    const { stdout } = await runCommand({}, '--help');
    for (const result of await runAll([['help'], ['-h'], ['--help', '--json'], ['--json', 'help']])) expect(result).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('says of every command what its arguments and options are', async () => {
    const commands = [['visitor', 'show'], ['visitor', 'sessions'], ['visitor', 'export'], ['visitor', 'erase'], ['keys', 'remove'], ['backup'], ['import-from-sqlite']];
    for (const { code, stdout } of await runAll(commands.map((words) => [...words, '--help']))) {
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Arguments:\n {2}\w+ {2,}\w+/m);
      expect(stdout).toContain('--yes');
    }
  });
});

describe('passerby called wrongly', () => {
  it('says how to call it', async () => {
    for (const { code, stdout, stderr } of await runAll([[], ['destroy'], ['visitor'], ['visitor', 'show'], ['stats', '--colour'], ['keys', 'list', 'more']])) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/Usage:|--help/);
      expect(stderr).not.toMatch(/^\{/m);
    }
  });

  it.each([
    ['no command', ['--json'], 'Name a command: --help lists them.'],
    ['no command of a visitor', ['visitor', '--json'], 'Name a command: --help lists them.'],
    ['an unknown command', ['--json', 'destroy'], "unknown command 'destroy'"],
    ['a misspelt command', ['--json', 'stat'], "unknown command 'stat'\n(Did you mean stats?)"],
    ['an unknown command of the keys', ['keys', 'destroy', '--json'], "unknown command 'destroy'"],
    ['an unknown option', ['stats', '--json', '--colour'], "unknown option '--colour'"],
    ['an option without its value', ['visitor', 'export', STRANGER, '--out', '--json'], "option '--out <file>' argument missing"],
    ['an option with an empty value', ['visitor', 'export', STRANGER, '--out', '', '--json'], '--out names no file.'],
    ['a missing argument', ['visitor', 'show', '--json'], "missing required argument 'id'"],
    ['an excess argument', ['keys', 'list', 'more', '--json'], "too many arguments for 'list'. Expected 0 arguments but got 1: more."],
  ])('with --json says so in one line of JSON and nothing else: %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await runCommand({}, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toContain('\n');
    expect(JSON.parse(stderr)).toEqual({ error: { exitCode: 2, message } });
  });

  it('takes --json after -- for an argument', async () => {
    const [wrong, excess] = await runAll([['visitor', 'show', '--', '--json'], ['visitor', 'show', STRANGER, '--', '--json']]);
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^--json is not a visitor's id/) });
    expect(excess).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: too many arguments/) });
  });
});
