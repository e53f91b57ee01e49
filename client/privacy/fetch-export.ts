import type { AuthorizedFetch } from '../api/authorized-fetch.ts';

/** The server refused the export, or it broke off. */
export class ExportFailed extends Error {
  override readonly name = 'ExportFailed';
}

interface FetchedExport {
  readonly text: string;
  readonly file: string;
}

/**
 * Everything held on the visitor, as it streams in. Rejects with what `fetch` throws, with `SyntaxError` for a document
 * that was cut off (it is no JSON then), and with `ExportFailed` when the server refuses.
 */
export async function fetchExport(authorizedFetch: AuthorizedFetch, onBytes: (bytes: number) => void): Promise<FetchedExport> {
  const answer = await authorizedFetch('/privacy/export');
  if (!answer.ok || answer.body === null) throw new ExportFailed();
  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      bytes += piece.length;
      onBytes(bytes);
      controller.enqueue(piece);
    },
  });
  const text = await new Response(answer.body.pipeThrough(counted)).text();
  const { exportedAt } = JSON.parse(text) as { readonly exportedAt: string };
  return { text, file: `passerby-${exportedAt.slice(0, 10)}.json` };
}
