import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { act } from './act.ts';
import { CommandFailure, EXIT } from './exit.ts';
import { getVisitor, parseId } from './visitor-rows.ts';

const outOption = z.object({ out: z.string().min(1).optional() });

export function addExport(visitor: Command): void {
  visitor
    .command('export <id>')
    .description('everything that is held on them, as one JSON document, on standard output')
    .option('--out <file>', 'into a new file instead, readable by its owner alone')
    .action(
      act((cli, [unverifiedId], options) => {
        const anonId = parseId(unverifiedId);
        const { out } = outOption.parse(options);
        return cli.withApp(async (app) => {
          await getVisitor(app, anonId);
          const document = Readable.from(app.services.privacy.exportText(anonId), { objectMode: false });
          if (out === undefined) {
            await pipeline(document, process.stdout, { end: false });
            return null;
          }
          const file = await createFile(out);
          await pipeline(document, file.createWriteStream({ flush: true }));
          return { value: { anonId, file: out }, text: `Everything held on ${anonId} is in ${out}.` };
        });
      }),
    );
}

async function createFile(path: string) {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CommandFailure(EXIT.refused, `${path} is there already: nothing is overwritten.`);
    throw error;
  }
}
