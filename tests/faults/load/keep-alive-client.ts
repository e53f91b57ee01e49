import { Agent, request } from 'node:http';

export interface KeepAliveAnswer {
  readonly status: number;
  readonly body: string;
  /** The server closes the connection after this answer. */
  readonly isLast: boolean;
}

/** One connection that stays open, with at most one request under way. Nothing is ever sent twice by itself. */
export class KeepAliveClient {
  readonly #origin: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Calls a mutation. Rejects when the connection ends before the answer has. */
  mutate(procedure: string, input: unknown, accessToken: string | null): Promise<KeepAliveAnswer> {
    const body = JSON.stringify(input);
    const bearer = accessToken === null ? {} : { authorization: `Bearer ${accessToken}` };
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...bearer };
    return new Promise((resolve, reject) => {
      const call = request(`${this.#origin}/trpc/${procedure}`, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), isLast: response.headers.connection === 'close' });
        });
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** What a call answered. */
export function dataOf<Output>(answer: KeepAliveAnswer): Output {
  return (JSON.parse(answer.body) as { result: { data: Output } }).result.data;
}
