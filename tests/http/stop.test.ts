import { connect } from 'node:net';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const ACT = '/trpc/items.addAction';

async function login(origin: string): Promise<TokenResponse> {
  const response = await fetch(`${origin}/trpc/anon.login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  return ((await response.json()) as { result: { data: TokenResponse } }).result.data;
}

async function listActions(origin: string, accessToken: string): Promise<string[]> {
  const input = encodeURIComponent(JSON.stringify({ limit: 100 }));
  const response = await fetch(`${origin}/trpc/items.list?input=${input}`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(response.status).toBe(200);
  const { result } = (await response.json()) as { result: { data: { actions: { action: string }[] } } };
  return result.data.actions.map(({ action }) => action);
}

interface OpenCall {
  /** Sends what is missing of the request; resolves to all that the server answered. */
  finish(): Promise<string>;
}

/** A call that has begun: the server has its head and half its body. */
function beginAct(origin: string, accessToken: string, action: string): Promise<OpenCall> {
  const body = JSON.stringify({ action });
  const head = [`POST ${ACT} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', `Authorization: Bearer ${accessToken}`, `Content-Length: ${body.length}`];
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname).on('error', reject);
    const closed = new Promise<string>((close) => socket.on('close', () => close(answer)));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const finish = () => {
      socket.write(body.slice(5));
      return closed;
    };
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`, () => resolve({ finish }));
  });
}

/** Resolves when the server has heard the signal: it says so, or no longer listens. */
async function untilDraining(origin: string): Promise<void> {
  const isReady = () => fetch(`${origin}/readyz`).then(({ ok }) => ok, () => false);
  while (await isReady()) await new Promise((resolve) => setImmediate(resolve));
}

describe('SIGTERM', () => {
  it('answers every call that had begun, then ends with exit code 0, and the next start has it all', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl };
    await using first = await startServer({ environment });
    const { accessToken } = await login(first.origin);
    const names = Array.from({ length: 30 }, (_, index) => `in flight ${index}`);
    const open = await Promise.all(names.map((name) => beginAct(first.origin, accessToken, name)));
    const stopped = first.stop();
    await untilDraining(first.origin);
    const answers = await Promise.all(open.map((call) => call.finish()));
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(answer.toLowerCase()).toContain('connection: close');
    }
    expect(await stopped).toBe(0);

    await using second = await startServer({ environment });
    expect((await listActions(second.origin, accessToken)).toSorted()).toEqual(names.toSorted());
    expect(await second.stop()).toBe(0);
  });

  it('does not wait for connections on which nothing happens', async () => {
    await using folder = await makeTempFolder();
    await using server = await startServer({ environment: { DATABASE_URL: folder.databaseUrl } });
    // fetch keeps its connection open.
    await login(server.origin);
    expect(await server.stop()).toBe(0);
  });
});

describe('the data folder', () => {
  it('is made on the first start, with a secret that its owner alone may read', async () => {
    await using folder = await makeTempFolder();
    const path = join(folder.path, 'made/here/passerby.db');
    await using server = await startServer({ environment: { DATABASE_URL: `file:${path}` } });
    expect((await stat(path)).isFile()).toBe(true);
    const secret = await stat(join(folder.path, 'made/here/secret'));
    expect((secret.mode & 0o777).toString(8)).toBe('600');
    expect(secret.size).toBeGreaterThanOrEqual(64);
    await server.stop();
  });
});
