import { expect } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import type { Reason } from '../../shared/errors.ts';
import { type Answer, RotationWorld, type SessionServer } from './rotation-world.ts';
import type { TestApp } from './test-app.ts';

/** The real service, with a world beside it that says what each answer must be. */
export class ServiceWorld implements SessionServer {
  readonly #app: TestApp;
  readonly #world = new RotationWorld();
  readonly #tokens: Map<number, TokenResponse>;

  constructor(app: TestApp, first: TokenResponse) {
    this.#app = app;
    this.#tokens = new Map([[1, first]]);
  }

  static async open(app: TestApp): Promise<ServiceWorld> {
    return new ServiceWorld(app, await app.login());
  }

  advance(ms: number): void {
    this.#app.clock.advance({ ms });
    this.#world.advance(ms);
  }

  async refresh(gen: number): Promise<Answer> {
    const expected = await this.#world.refresh(gen);
    const { refreshToken } = this.#tokensOf(gen);
    const answer = await this.#app.anonymous().anon.refresh({ refreshToken }).catch((error: { readonly reason: Reason }) => error.reason);
    if (typeof answer === 'string') {
      expect(answer).toBe(expected);
      return answer;
    }
    const given = Number(answer.refreshToken.split('.')[1]);
    expect(given).toBe(expected);
    expect(this.#tokens.get(given)?.refreshToken ?? answer.refreshToken).toBe(answer.refreshToken);
    this.#tokens.set(given, answer);
    return given;
  }

  /** An access token that time has overtaken, in either direction, proves no use. */
  async use(gen: number): Promise<void> {
    const { accessToken } = this.#tokensOf(gen);
    const reason = await this.#app.app.caller(accessToken).anon.me().then(
      () => null,
      (error: { readonly reason: Reason }) => error.reason,
    );
    if (this.#world.hasEnded) expect(['REFRESH_REUSED', 'TOKEN_EXPIRED', 'TOKEN_INVALID']).toContain(reason);
    else if (reason === null) await this.#world.use(gen);
    else expect(['TOKEN_EXPIRED', 'TOKEN_INVALID']).toContain(reason);
  }

  #tokensOf(gen: number): TokenResponse {
    const tokens = this.#tokens.get(gen);
    if (tokens === undefined) throw new TypeError(`nobody was given generation ${gen}`);
    return tokens;
  }
}
