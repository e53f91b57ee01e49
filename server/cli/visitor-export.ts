import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { AnonId } from '../../shared/ids.ts';
import { act } from './act.ts';
import type { App } from '../app.ts';
import type { Cli } from './cli.ts';
import { CommandFailure, EXIT } from './exit.ts';
import { sum } from './format.ts';
import { writeNewFile } from './new-file.ts';
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
          if (out === undefined) {
            await pipeline(toStream(app.services.privacy.exportText(anonId)), process.stdout, { end: false });
            return null;
          }
          if (existsSync(out)) throw new CommandFailure(EXIT.refused, `${out} is there already: nothing is overwritten.`);
          await exportTo(out, anonId, { cli, app });
          return { value: { anonId, file: out }, text: `Everything held on ${anonId} is in ${out}.` };
        });
      }),
    );
}

function toStream(text: AsyncIterable<string>): Readable {
  return Readable.from(text, { objectMode: false });
}

async function exportTo(path: string, anonId: AnonId, { cli, app }: { readonly cli: Cli; readonly app: App }): Promise<void> {
  const progress = cli.progress('export');
  const total = progress.isShown ? sum(await app.visitorData.count(app.store.db, [anonId])) : 0;
  try {
    await writeNewFile(path, toStream(app.services.privacy.exportText(anonId, { onProgress: (rows) => progress.show(rows, total) })));
  } finally {
    progress.end();
  }
}
