import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../server/database/open-store.ts';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { sessionIdSchema } from '../../shared/ids.ts';
import { everyOrder, Gates } from '../support/gates.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ENDS = ['SESSION_REVOKED', 'REFRESH_REUSED', 'VISITOR_RETIRED', 'TOKEN_INVALID'];

/** What loses a race is told that the session is over, and nothing else goes wrong. */
function assertEnd(error: { readonly reason?: string }): void {
  expect(ENDS).toContain(error.reason ?? String(error));
}

/** One visitor, the tokens that anybody has been given, and what can happen to the session. */
class Victim {
  readonly #app: TestApp;
  readonly #tokens: TokenResponse[];

  constructor(app: TestApp, first: TokenResponse) {
    this.#app = app;
    this.#tokens = [first];
  }

  get #first(): TokenResponse {
    const [first] = this.#tokens;
    if (first === undefined) throw new TypeError('a victim begins with tokens');
    return first;
  }

  refresh = async (): Promise<void> => {
    this.#tokens.push(await this.#app.anonymous().anon.refresh({ refreshToken: this.#first.refreshToken }));
  };

  use = async (): Promise<void> => {
    await this.#app.app.caller(this.#first.accessToken).anon.me();
  };

  logout = async (): Promise<void> => {
    await this.#app.anonymous().anon.logout({ refreshToken: this.#first.refreshToken });
  };

  revoke = async (): Promise<void> => {
    const sessionId = sessionIdSchema.parse(decodeJwt(this.#first.accessToken)['sid']);
    await this.#app.app.caller(this.#first.accessToken).sessions.revoke({ sessionId });
  };

  erase = async (): Promise<void> => {
    await this.#app.app.store.write((trx) => trx.deleteFrom('anon_user').where('anon_id', '=', this.#first.anonId).execute());
  };

  /** Every token that anybody holds, tried at every door: how many still open one. */
  async working(): Promise<number> {
    const tries = this.#tokens.flatMap(({ accessToken, refreshToken }) => [
      () => this.#app.app.caller(accessToken).anon.me(),
      () => this.#app.anonymous().anon.refresh({ refreshToken }),
    ]);
    let working = 0;
    for (const attempt of tries) {
      await attempt().then(() => {
        working += 1;
      }, assertEnd);
    }
    return working;
  }
}

type Act = 'refresh' | 'use' | 'logout' | 'revoke' | 'erase';

const ENDING: readonly Act[] = ['logout', 'revoke', 'erase'];

async function playEveryOrder(acts: readonly Act[]): Promise<number> {
  const gates = new Gates();
  await using app = await createTestApp({}, { openStore: (config) => gates.wrap(openStore(config)) });
  return await everyOrder(async (choose) => {
    const tokens = await app.login();
    const victim = new Victim(app, tokens);
    await gates.interleave(
      acts.map((act) => () => victim[act]().catch(assertEnd)),
      choose,
      async (index) => {
        const act = acts[index];
        if (act !== undefined && ENDING.includes(act)) expect(await victim.working()).toBe(0);
      },
    );
    expect(await victim.working()).toBe(0);
  });
}

describe('after an acknowledged end nothing of the session works, in every order of', () => {
  it.each<{ acts: readonly Act[]; least: number }>([
    { acts: ['refresh', 'revoke', 'erase'], least: 150 },
    { acts: ['refresh', 'revoke', 'logout'], least: 150 },
    { acts: ['refresh', 'refresh', 'revoke'], least: 150 },
    { acts: ['refresh', 'logout', 'erase'], least: 90 },
    { acts: ['use', 'revoke', 'erase'], least: 150 },
    { acts: ['revoke', 'logout', 'erase'], least: 150 },
  ])('$acts', { timeout: 120_000 }, async ({ acts, least }) => {
    expect(await playEveryOrder(acts)).toBeGreaterThanOrEqual(least);
  });
});
