import { TRPCClientError } from '@trpc/client';
import type { AuthorizedFetch } from '../api/authorized-fetch.ts';
import { collectBlob } from './collect-blob.ts';
import { readExportDay } from './export-day.ts';

/** What had arrived is not the whole document: the connection broke, or the server stopped. */
export class ExportBrokeOff extends Error {
  override readonly name = 'ExportBrokeOff';
}

interface FetchedExport {
  readonly content: Blob;
  readonly file: string;
}

/**
 * Everything held on the visitor, as it streams in; none of it is kept as text. Rejects with `TRPCClientError` when there
 * was no answer of ours or a refusal, as a tRPC call does, and with `ExportBrokeOff` when the document is not whole.
 */
export async function fetchExport(authorizedFetch: AuthorizedFetch, onBytes: (bytes: number) => void): Promise<FetchedExport> {
  const answer = await authorizedFetch('/privacy/export').catch(failCall);
  if (!answer.ok || answer.body === null) return failCall(await answer.json().catch(() => null));
  const content = await collectBlob(answer.body, 'application/json', onBytes).catch(breakOff);
  const day = await readExportDay(content).catch(breakOff);
  if (day === null) throw new ExportBrokeOff();
  return { content, file: `passerby-${day}.json` };
}

/** `cause` is what was thrown in place of an answer, or the body of one that refuses. */
function failCall(cause: unknown): never {
  // It looks at whatever it is given.
  throw TRPCClientError.from(cause as object);
}

function breakOff(cause: unknown): never {
  throw new ExportBrokeOff('The export broke off.', { cause });
}
