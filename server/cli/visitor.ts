import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AnonId } from '../../shared/ids.ts';
import type { App } from '../app.ts';
import { Refusal } from '../refusal.ts';
import { act } from './act.ts';
import { EXIT } from '../exit-codes.ts';
import { columns, count, rowTable, sum } from './format.ts';
import type { Progress } from './progress.ts';
import { addExport } from './visitor-export.ts';
import { getVisitor, listRows, noVisitor, parseId, VISITOR_ARGUMENT } from './visitor-rows.ts';

/** How long an erasure waits for somebody who reads the database all the time. */
const JOURNAL_PATIENCE_MS = 5_000;
const JOURNAL_PAUSE_MS = 200;
const STILL_READ = 'Somebody is reading the database all the time, so its journal still holds what was removed: end that, and start the server anew, which empties it.';

export function addVisitor(program: Command): void {
  const visitor = program.command('visitor').description('one visitor, by id: what is held on them, and its end');
  addShow(visitor);
  addSessions(visitor);
  addExport(visitor);
  addErase(visitor);
}

function addShow(visitor: Command): void {
  visitor
    .command('show')
    .argument('<id>', VISITOR_ARGUMENT)
    .description('since when they come, when they were last here, and how many rows there are of them')
    .action(
      act((cli, [unverifiedId]) => {
        const anonId = parseId(unverifiedId);
        return cli.withApp(async (app) => {
          const row = await getVisitor(app, anonId);
          const rows = await app.visitorData.count(app.store.db, [anonId]);
          const head = columns([['visitor', anonId], ['first here', String(row['createdAt'])], ['last here', String(row['lastActivityAt'])], ['rows', '']]);
          return { value: { ...row, rows }, text: `${head}\n${rowTable(rows)}` };
        });
      }),
    );
}

function addSessions(visitor: Command): void {
  visitor
    .command('sessions')
    .argument('<id>', VISITOR_ARGUMENT)
    .description('every session they have or had; no token material')
    .action(
      act((cli, [unverifiedId]) => {
        const anonId = parseId(unverifiedId);
        return cli.withApp(async (app) => {
          await getVisitor(app, anonId);
          const sessions = await listRows(app, anonId, 'session');
          const lines = sessions.map((row) => [row['sessionId'], row['createdAt'], row['lastActivityAt'], row['endedReason'] ?? `until ${String(row['expiresAt'])}`].map(String));
          return { value: { anonId, sessions }, text: columns([['SESSION', 'OPENED', 'LAST ACTIVE', 'STATE'], ...lines]) };
        });
      }),
    );
}

function addErase(visitor: Command): void {
  visitor
    .command('erase')
    .argument('<id>', VISITOR_ARGUMENT)
    .description('forget them: every row goes, and every session ends at once on every server')
    .action(
      act((cli, [unverifiedId]) => {
        const anonId = parseId(unverifiedId);
        return cli.withApp(async (app) => {
          await getVisitor(app, anonId);
          const rows = sum(await app.visitorData.count(app.store.db, [anonId]));
          await cli.confirm(`Erase ${anonId} with ${count(rows, 'row')}?`);
          const value = await erase(app, anonId, { rows, progress: cli.progress('erase') });
          const text = `${anonId} is erased, ${count(sum(value.counts), 'row')}. Receipt ${value.receiptId}, ${value.erasedAt}.`;
          return value.isJournalEmpty ? { value, text } : { value, text: `${text}\n${STILL_READ}`, exitCode: EXIT.failed };
        });
      }),
    );
}

interface Erasure {
  readonly rows: number;
  readonly progress: Progress;
}

/** One transaction, however many rows: it cannot tell how far it is. */
async function erase(app: App, anonId: AnonId, { rows, progress }: Erasure) {
  progress.note(count(rows, 'row'));
  try {
    const receipt = await app.services.privacy.erase(anonId);
    return { ...receipt, isJournalEmpty: await waitForEmptyJournal(app) };
  } catch (error) {
    // Gone since they were counted.
    throw error instanceof Refusal && error.reason === 'VISITOR_RETIRED' ? noVisitor(anonId) : error;
  } finally {
    progress.end();
  }
}

/** This process ends, and no server knows that the journal holds removed rows: it is emptied here or not at all. */
async function waitForEmptyJournal(app: App): Promise<boolean> {
  const until = performance.now() + JOURNAL_PATIENCE_MS;
  while (!(await app.services.privacy.maintain())) {
    if (performance.now() >= until) return false;
    await sleep(JOURNAL_PAUSE_MS);
  }
  return true;
}
