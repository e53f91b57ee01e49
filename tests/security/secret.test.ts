import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SecretMismatch } from '../../server/keys/keys.service.ts';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const PROCESSES = 20;

function makeSecret(): string {
  return randomBytes(48).toString('base64');
}

interface Secrets {
  readonly current: string;
  readonly previous?: string;
}

/** A life of the server on the folder's database, with these secrets. */
async function live<T>(folder: TempFolder, { current, previous = '' }: Secrets, act: (app: TestApp) => Promise<T>): Promise<T> {
  await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: current, PASSERBY_PREVIOUS_SECRET: previous });
  return await act(app);
}

function refresh(app: TestApp, { refreshToken }: TokenResponse): Promise<TokenResponse> {
  return app.anonymous().anon.refresh({ refreshToken });
}

function sealedKeys({ app }: TestApp) {
  return app.store.db.selectFrom('signing_key').select(['kid', 'sealed_private_jwk']).execute();
}

describe('the rotation of PASSERBY_SECRET', () => {
  it('logs nobody out: old refresh and access tokens work under the new secret', async () => {
    await using folder = await makeTempFolder();
    const [old, fresh] = [makeSecret(), makeSecret()];
    const visitors = await live(folder, { current: old }, (app) => Promise.all([app.login(), app.login(), app.login()]));
    await live(folder, { current: fresh, previous: old }, async (app) => {
      for (const tokens of visitors) {
        expect(await app.app.caller(tokens.accessToken).anon.me()).toMatchObject({ anonId: tokens.anonId });
        expect(await refresh(app, tokens)).toMatchObject({ anonId: tokens.anonId });
      }
    });
  });

  it('lets the previous secret go once it has been taken over: keys were sealed anew, refreshed visitors go on', async () => {
    await using folder = await makeTempFolder();
    const [old, fresh] = [makeSecret(), makeSecret()];
    const [dormant, active] = await live(folder, { current: old }, (app) => Promise.all([app.login(), app.login()]));
    const refreshed = await live(folder, { current: fresh, previous: old }, (app) => refresh(app, active));
    await live(folder, { current: fresh }, async (app) => {
      expect(await app.app.caller(active.accessToken).anon.me()).toMatchObject({ anonId: active.anonId });
      expect(await refresh(app, refreshed)).toMatchObject({ anonId: active.anonId });
      await expect(refresh(app, dormant)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    });
  });

  it('ends no session for a token under a secret that was dropped, and gives it back with the secret', async () => {
    await using folder = await makeTempFolder();
    const [old, fresh] = [makeSecret(), makeSecret()];
    const tokens = await live(folder, { current: old }, (app) => app.login());
    await live(folder, { current: fresh, previous: old }, () => Promise.resolve());
    await live(folder, { current: fresh }, (app) => expect(refresh(app, tokens)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' }));
    await live(folder, { current: fresh, previous: old }, async (app) => {
      expect(await refresh(app, tokens)).toMatchObject({ anonId: tokens.anonId });
    });
  });

  it('goes process by process when all know the new secret before any uses it', async () => {
    await using folder = await makeTempFolder();
    const [old, fresh] = [makeSecret(), makeSecret()];
    const environment = { DATABASE_URL: folder.databaseUrl };
    await using one = await createTestApp({ ...environment, PASSERBY_SECRET: old, PASSERBY_PREVIOUS_SECRET: fresh });
    await using other = await createTestApp({ ...environment, PASSERBY_SECRET: fresh, PASSERBY_PREVIOUS_SECRET: old });
    let tokens = await one.login();
    for (const app of [other, one, other, one]) tokens = await refresh(app, tokens);
    await other.app.keys.rotate();
    await one.app.keys.maintain();
    expect(one.app.keys.list()).toEqual(other.app.keys.list());
  });
});

describe('a wrong PASSERBY_SECRET', { timeout: 60_000 }, () => {
  it('stops the start with one clear line and makes no new key', async () => {
    await using folder = await makeTempFolder();
    const secret = makeSecret();
    const before = await live(folder, { current: secret }, sealedKeys);
    const start = startServer({ environment: { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: makeSecret() } });
    await expect(start).rejects.toThrow(/stopped with code 1: Passerby cannot start: PASSERBY_SECRET does not open the signing keys in this database\.[^\n]*\n$/);
    expect(await live(folder, { current: secret }, sealedKeys)).toEqual(before);
  });

  it('is the same whichever of the keys it does not open', async () => {
    await using folder = await makeTempFolder();
    const secret = makeSecret();
    await live(folder, { current: secret }, async (app) => {
      await app.app.keys.rotate();
      await app.app.store.write((trx) => trx.updateTable('signing_key').set({ sealed_private_jwk: 'AAAA' }).where('predecessor', '!=', '').execute());
    });
    await expect(createTestApp({ DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: secret })).rejects.toThrow(SecretMismatch);
  });

  it('keeps removals coming when a key of another secret turns up later', async () => {
    await using folder = await makeTempFolder();
    await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: makeSecret() });
    const tokens = await app.login();
    const { kid } = app.app.keys.signer();
    await app.app.store.write(async (trx) => {
      const row = await trx.selectFrom('signing_key').selectAll().executeTakeFirstOrThrow();
      await trx.insertInto('signing_key').values({ ...row, kid: 'foreign', predecessor: kid }).execute();
      await trx.deleteFrom('signing_key').where('kid', '=', kid).execute();
    });
    await expect(app.app.keys.maintain()).rejects.toThrow(SecretMismatch);
    await expect(app.app.caller(tokens.accessToken).anon.me()).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
  });

  it('shows no key material in the database file', async () => {
    await using folder = await makeTempFolder();
    const secret = makeSecret();
    const tokens = await live(folder, { current: secret }, (app) => app.login());
    const files = await readdir(folder.path);
    const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(join(folder.path, name)))));
    expect(bytes.includes('"kty"')).toBe(true);
    for (const text of ['"d":', secret, tokens.refreshToken, tokens.refreshToken.split('.')[2] ?? '', tokens.accessToken]) expect(bytes.includes(text)).toBe(false);
  });
});

describe('the secret file', { timeout: 60_000 }, () => {
  it.each(['', '\n', 'too short\n'])('stops the start when it holds %j', async (content) => {
    await using folder = await makeTempFolder();
    await writeFile(join(folder.path, 'secret'), content);
    const start = startServer({ environment: { DATABASE_URL: folder.databaseUrl } });
    await expect(start).rejects.toThrow(/Passerby cannot start: The secret in \S+ is too short/);
  });
});

describe('an empty folder', () => {
  it(`gets one secret and one active key from ${PROCESSES} processes that start at once`, { timeout: 120_000 }, async () => {
    await using folder = await makeTempFolder();
    const database = join(folder.path, 'deep', 'passerby.db');
    const env = { PATH: process.env['PATH'], DATABASE_URL: `file:${database}` };
    const start = () => promisify(execFile)(process.execPath, ['tests/support/first-start.ts'], { env });
    const starts = await Promise.all(Array.from({ length: PROCESSES }, start));
    const [kid, ...otherKids] = new Set(starts.map(({ stdout }) => stdout));
    expect(otherKids).toEqual([]);
    const secretPath = join(folder.path, 'deep', 'secret');
    const secret = (await readFile(secretPath, 'utf8')).trim();
    expect(Buffer.from(secret, 'base64')).toHaveLength(48);
    expect((await stat(secretPath)).mode & 0o777).toBe(0o600);
    expect((await readdir(join(folder.path, 'deep'))).filter((name) => name.startsWith('secret'))).toEqual(['secret']);
    await using app = await createTestApp({ DATABASE_URL: `file:${database}`, PASSERBY_SECRET: secret });
    expect((await sealedKeys(app)).map((row) => row.kid)).toEqual([kid]);
  });
});
