import { type IncomingHttpHeaders, request } from 'node:http';
import type { FailureResponse, RestItemsResponse, RestTokenResponse } from '../../shared/rest.schema.ts';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** A REST client in the plain style of a tutorial's front end: fetch, a bearer header, no body where none is needed. */
export class RestClient {
  readonly origin: string;
  readonly tokens: RestTokenResponse;

  private constructor(origin: string, tokens: RestTokenResponse) {
    this.origin = origin;
    this.tokens = tokens;
  }

  static async login(origin: string): Promise<RestClient> {
    const response = await fetch(`${origin}/anon/login`, { method: 'POST' });
    return new RestClient(origin, await bodyOf<RestTokenResponse>(response));
  }

  get bearer(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.tokens.access_token}` };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.origin + path, { headers: { ...this.bearer, ...headers } });
  }

  post(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + path, { ...init, method: 'POST', headers: { ...this.bearer, ...(init.headers as Record<string, string>) } });
  }

  async items(headers: Record<string, string> = {}): Promise<RestItemsResponse> {
    return bodyOf<RestItemsResponse>(await this.get('/items/my_anonymous_items', headers));
  }
}

/** The body of an answer that the test then looks into. */
export async function bodyOf<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

export async function reasonOf(response: Response): Promise<string> {
  return (await bodyOf<FailureResponse>(response)).error.data.reason;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface RawRequest {
  readonly method: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

/** What fetch would tidy up: a header sent twice, octets as they are. */
export function sendRaw(url: string, { method, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
