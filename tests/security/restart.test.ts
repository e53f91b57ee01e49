import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { callerDoor, type Door, httpDoor } from '../support/doors.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp, type TestEnvironment } from '../support/test-app.ts';

/** One database and one secret through several lives of the server. */
class Lives implements AsyncDisposable {
  readonly environment: TestEnvironment;
  readonly #folder: TempFolder;

  constructor(folder: TempFolder) {
    this.#folder = folder;
    this.environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
  }

  /** A life that ends by itself, in order. */
  async live<T>(act: (door: Door, app: TestApp) => Promise<T>): Promise<T> {
    await using app = await createTestApp(this.environment);
    return await act(callerDoor(app), app);
  }

  /** A life in a process of its own that is cut off after the first commit and before its answer. */
  async dieAnswering(act: (door: Door) => Promise<unknown>): Promise<void> {
    await using server = await startServer({ environment: this.environment, entry: 'tests/support/dying-server.ts', args: ['1'] });
    await expect(act(httpDoor(server.origin))).rejects.toThrow();
    expect(await server.ended()).toBe('SIGKILL');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folder[Symbol.asyncDispose]();
  }
}

async function beginLives(): Promise<Lives> {
  return new Lives(await makeTempFolder());
}

function sessionRows({ app }: TestApp) {
  return app.store.db.selectFrom('session').select(['anon_id', 'gen', 'ended_reason']).execute();
}

describe('killed between commit and answer', { timeout: 60_000 }, () => {
  it('gives the login that is repeated the visitor and the session that it had made', async () => {
    await using lives = await beginLives();
    const idempotencyKey = randomUUID();
    await lives.dieAnswering((door) => door.login({ idempotencyKey }));
    await lives.live(async (door, app) => {
      const [committed] = await sessionRows(app);
      const tokens = await door.login({ idempotencyKey });
      expect(tokens.anonId).toBe(committed?.anon_id);
      expect(await sessionRows(app)).toHaveLength(1);
      expect(await door.me(tokens.accessToken)).toMatchObject({ anonId: tokens.anonId });
    });
  });

  it('gives the refresh that is repeated, a second, a minute and a day later, the generation that it had made', async () => {
    await using lives = await beginLives();
    const { refreshToken, anonId } = await lives.live((door) => door.login());
    await lives.dieAnswering((door) => door.refresh(refreshToken));
    await lives.live(async (door, app) => {
      for (const later of [{ seconds: 1 }, { minutes: 1 }, { days: 1 }]) {
        app.clock.advance(later);
        const tokens = await door.refresh(refreshToken);
        expect(tokens.anonId).toBe(anonId);
        expect(await sessionRows(app)).toEqual([{ anon_id: anonId, gen: 2, ended_reason: null }]);
      }
      const tokens = await door.refresh(refreshToken);
      expect(await door.me(tokens.accessToken)).toMatchObject({ anonId });
      expect((await door.refresh(tokens.refreshToken)).anonId).toBe(anonId);
    });
  });

  it('has logged out, and answers the logout that is repeated with success', async () => {
    await using lives = await beginLives();
    const { refreshToken, accessToken } = await lives.live((door) => door.login());
    await lives.dieAnswering((door) => door.logout(refreshToken));
    await lives.live(async (door, app) => {
      expect(await sessionRows(app)).toMatchObject([{ ended_reason: 'SESSION_REVOKED' }]);
      expect(await door.logout(refreshToken)).toEqual({});
      await expect(door.me(accessToken)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
      await expect(door.refresh(refreshToken)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
    });
  });

  it('has noted the first use of a generation, so that the one before stays dead', async () => {
    await using lives = await beginLives();
    const { first, second } = await lives.live(async (door) => {
      const tokens = await door.login();
      return { first: tokens, second: await door.refresh(tokens.refreshToken) };
    });
    await lives.dieAnswering((door) => door.me(second.accessToken));
    await lives.live(async (door, app) => {
      app.clock.advance({ seconds: 31 });
      await expect(door.refresh(first.refreshToken)).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
    });
  });
});

describe('a restart', { timeout: 60_000 }, () => {
  it('reopens no generation that was used up', async () => {
    await using lives = await beginLives();
    const histories = await lives.live(async (door) => {
      const sessions: TokenResponse[][] = [];
      for (let count = 0; count < 5; count += 1) {
        const history = [await door.login()];
        for (let round = 0; round < 6; round += 1) history.push(await door.refresh(history.at(-1)?.refreshToken ?? ''));
        sessions.push(history);
      }
      return sessions;
    });
    await lives.live(async (door) => {
      for (const [index, history] of histories.entries()) {
        await expect(door.refresh(history[index]?.refreshToken ?? '')).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
      }
    });
    await lives.live(async (door) => {
      for (const token of histories.flat()) {
        await expect(door.refresh(token.refreshToken)).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
        await expect(door.me(token.accessToken)).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
      }
    });
  });

  it('revives no session that was ended before the process was killed', async () => {
    await using lives = await beginLives();
    const { refreshToken, accessToken } = await killed(lives, async (door) => {
      const tokens = await door.login();
      await door.logout(tokens.refreshToken);
      return tokens;
    });
    await killed(lives, async (door) => {
      await expect(door.refresh(refreshToken)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
      await expect(door.me(accessToken)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
    });
  });

  it('loses nobody: who was acknowledged before the process was killed goes on', async () => {
    await using lives = await beginLives();
    const tokens = await killed(lives, async (door) => {
      const { refreshToken } = await door.login();
      return door.refresh(refreshToken);
    });
    await killed(lives, async (door) => {
      expect(await door.me(tokens.accessToken)).toMatchObject({ anonId: tokens.anonId });
      expect((await door.refresh(tokens.refreshToken)).anonId).toBe(tokens.anonId);
    });
  });
});

/** A life of the real server in a process of its own, killed as soon as `act` has its answers. */
async function killed<T>(lives: Lives, act: (door: Door) => Promise<T>): Promise<T> {
  await using server = await startServer({ environment: lives.environment });
  const result = await act(httpDoor(server.origin));
  await server.kill();
  return result;
}
