import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { AnonId } from '../../shared/ids.ts';
import { act } from './act.ts';
import type { App } from '../app.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';
import { sum } from './format.ts';
import { writeNewFile } from './new-file.ts';
import { Progress } from './progress.ts';
import { getVisitor, parseId, VISITOR_ARGUMENT } from './visitor-rows.ts';

/** A bar would run through a document on the same screen. */
const HIDDEN = new Progress('export', null);

const outOption = z.object({ out: z.string().optional() });

export function addExport(visitor: Command): void {
  visitor
    .command('export')
    .argument('<id>', VISITOR_ARGUMENT)
    .description('everything that is held on them, as one JSON document, on standard output')
    .option('--out <file>', 'into a new file instead, readable by its owner alone')
    .action(
      act((cli, [unverifiedId], options) => {
        const anonId = parseId(unverifiedId);
        const { out } = outOption.parse(options);
        if (out === '') throw new CommandFailure(EXIT.usage, '--out names no file.');
        return cli.withApp(async (app) => {
          await getVisitor(app, anonId);
          if (out === undefined) {
            await exportTo((content) => pipeline(content, process.stdout, { end: false }), anonId, { app, progress: process.stdout.isTTY ? HIDDEN : cli.progress('export') });
            return null;
          }
          if (existsSync(out)) throw new CommandFailure(EXIT.refused, `${out} is there already: nothing is overwritten.`);
          await exportTo((content) => writeNewFile(out, content), anonId, { app, progress: cli.progress('export') });
          return { value: { anonId, file: out }, text: `Everything held on ${anonId} is in ${out}.` };
        });
      }),
    );
}

interface Work {
  readonly app: App;
  readonly progress: Progress;
}

async function exportTo(write: (content: Readable) => Promise<void>, anonId: AnonId, { app, progress }: Work): Promise<void> {
  const total = progress.isShown ? sum(await app.visitorData.count(app.store.db, [anonId])) : 0;
  try {
    const text = app.services.privacy.exportText(anonId, { onProgress: (rows) => progress.show(rows, total) });
    await write(Readable.from(text, { objectMode: false }));
  } finally {
    progress.end();
  }
}
