import type { Command } from 'commander';
import { Cli, readFlags } from './cli.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

/** What a command has to say: for people, and with --json for machines. */
export interface Answer {
  readonly text: string;
  readonly value: unknown;
  readonly exitCode?: ExitCode;
}

type Work = (cli: Cli, args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<Answer | null>;

/** The action of a command: its words and options in, one answer out. Null: it has written its own. */
export function act(work: Work): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Record<string, unknown>>();
    const flags = readFlags(options);
    const answer = await work(new Cli(flags), command.args, options);
    if (answer === null) return;
    process.stdout.write(`${flags.json ? JSON.stringify(answer.value) : answer.text}\n`);
    process.exitCode = answer.exitCode ?? EXIT.ok;
  };
}
