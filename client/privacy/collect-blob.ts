/** What is gathered in this page's memory before the browser takes it, which may put it on the disk. */
const GATHERED_BYTES = 4 * 1024 * 1024;

/**
 * The whole stream as one blob, however large: made of blobs, because bytes that wait for their end would wait in memory.
 * Rejects with what the stream fails with.
 */
export async function collectBlob(body: ReadableStream<Uint8Array<ArrayBuffer>>, type: string, onBytes: (bytes: number) => void): Promise<Blob> {
  const gathering = new Gathering();
  await body.pipeTo(
    new WritableStream({
      write(piece) {
        gathering.add(piece);
        onBytes(gathering.bytes);
      },
    }),
  );
  return gathering.end(type);
}

class Gathering {
  readonly #blobs: Blob[] = [];
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #gathered = 0;
  bytes = 0;

  add(piece: Uint8Array<ArrayBuffer>): void {
    this.#pieces.push(piece);
    this.#gathered += piece.length;
    this.bytes += piece.length;
    if (this.#gathered >= GATHERED_BYTES) this.#handOver();
  }

  end(type: string): Blob {
    this.#handOver();
    return new Blob(this.#blobs, { type });
  }

  #handOver(): void {
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#gathered = 0;
  }
}
