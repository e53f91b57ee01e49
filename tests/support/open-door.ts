import { expect } from 'vitest';
import type { Overrides } from '../../server/app.ts';
import { ERRORS, type Reason } from '../../shared/errors.ts';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { CapturedLog } from './captured-log.ts';
import { createTestApp, type TestApp, type TestEnvironment } from './test-app.ts';

/** An answer as the tests read it, whichever way it came. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const ANSWER_MAX_BYTES = 2048;
const TABLES = ['anon_user', 'session', 'login_key', 'action', 'item_tally', 'cart', 'cart_line', 'cart_add', 'history', 'item_view', 'preferences'] as const;

/** What neither an answer nor a log line may hold: a stack frame, a statement, a token. */
const STACK = /\bat .*\.[cm]?[jt]s:\d+|node_modules/;
const STATEMENT = /\b(select|insert into|update|delete from)\b .*\b(from|values|set|where)\b|SQLITE|SqliteError/i;
const TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}|[\da-f-]{36}\.\d+\.[\w-]{20,}/;

/** A listening server with one visitor who has done one thing, and all that it logs. */
export class OpenDoor implements AsyncDisposable {
  readonly app: TestApp;
  readonly origin: string;
  readonly tokens: TokenResponse;
  readonly log: CapturedLog;
  readonly #rowsBefore: readonly number[];

  constructor(parts: { app: TestApp; origin: string; tokens: TokenResponse; log: CapturedLog; rows: readonly number[] }) {
    this.app = parts.app;
    this.origin = parts.origin;
    this.tokens = parts.tokens;
    this.log = parts.log;
    this.#rowsBefore = parts.rows;
  }

  /** Fetches a path of the server. */
  async fetch(path: string, init?: RequestInit): Promise<Answer & { readonly headers: Headers }> {
    const response = await fetch(this.origin + path, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** A JSON POST as the visitor. `input` is sent as it is when it is text or bytes. */
  post(path: string, input: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer & { readonly headers: Headers }> {
    const body = typeof input === 'string' || input instanceof Uint8Array ? (input as BodyInit) : JSON.stringify(input);
    const bearer = { 'content-type': 'application/json', authorization: `Bearer ${this.tokens.accessToken}` };
    return this.fetch(path, { method: 'POST', headers: { ...bearer, ...headers }, body });
  }

  /** `items.addAction` with a bearer token: what an attacker would like to succeed. */
  act(token: string): Promise<Answer & { readonly headers: Headers }> {
    return this.post('/trpc/items.addAction', { action: 'forged' }, { authorization: `Bearer ${token}` });
  }

  /** Asserts the refusal, and that it told nothing, stored nothing and left the visitor in peace. */
  async expectRefused(answer: Answer, reason: Reason): Promise<void> {
    expect({ status: answer.status, reason: reasonOf(answer.body) }).toEqual({ status: ERRORS[reason].status, reason });
    await this.expectUntouched(answer);
  }

  async expectUntouched(answer: Answer): Promise<void> {
    expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(ANSWER_MAX_BYTES);
    for (const text of [answer.body, this.log.text]) {
      expect(text).not.toMatch(STACK);
      expect(text).not.toMatch(STATEMENT);
      expect(text).not.toMatch(TOKEN);
    }
    expect(await countRows(this.app)).toEqual(this.#rowsBefore);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
  }
}

export async function openDoor(environment: TestEnvironment = {}, overrides: Pick<Overrides, 'openStore'> = {}): Promise<OpenDoor> {
  const log = new CapturedLog();
  const app = await createTestApp(environment, { ...overrides, logger: log.logger });
  const origin = await app.listen();
  const tokens = await app.login();
  await app.app.caller(tokens.accessToken).items.addAction({ action: 'arrive' });
  return new OpenDoor({ app, origin, tokens, log, rows: await countRows(app) });
}

/** `data.reason` of the first error in a body, a batch's or a single call's. */
export function reasonOf(body: string): string | null {
  const parsed = JSON.parse(body) as unknown;
  const [first] = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
  return (first as { error?: { data?: { reason?: string } } }).error?.data?.reason ?? null;
}

async function countRows(app: TestApp): Promise<number[]> {
  const { db } = app.app.store;
  const rows = TABLES.map((table) => db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow());
  return (await Promise.all(rows)).map(({ count }) => Number(count));
}
