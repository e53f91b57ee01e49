import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { type Cluster, type Door, TARGETS } from '../support/doors.ts';

const PARALLEL = 64;
const ROUNDS = 200;
const LOGINS = 50;

/** The same call many times at once, spread over the doors. */
function atOnce<T>({ doors }: Cluster, count: number, call: (door: Door) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(doors[index % doors.length] ?? doors[0])));
}

function sessionOf({ accessToken }: TokenResponse) {
  const { sub, sid, gen } = decodeJwt(accessToken);
  return { sub, sid, gen };
}

function distinct(values: readonly unknown[]): number {
  return new Set(values.map((value) => JSON.stringify(value))).size;
}

describe.each(TARGETS)('on $name', { timeout: 180_000 }, ({ open }) => {
  it(`gives ${PARALLEL} refreshes of one token at once one new generation and equal answers, ${ROUNDS} times over`, async () => {
    await using cluster = await open();
    const [door] = cluster.doors;
    let tokens = await door.login();
    const { sid, sub } = sessionOf(tokens);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { refreshToken } = tokens;
      const answers = await atOnce(cluster, PARALLEL, (each) => each.refresh(refreshToken));
      expect(distinct(answers.map((answer) => answer.refreshToken))).toBe(1);
      expect(distinct(answers.map(sessionOf))).toBe(1);
      tokens = answers[0] ?? tokens;
      expect(sessionOf(tokens)).toEqual({ sub, sid, gen: round + 1 });
    }
    expect(await door.me(tokens.accessToken)).toMatchObject({ anonId: sub, sessionId: sid });
  });

  it(`makes one visitor and one session of ${LOGINS} logins at once with one key`, async () => {
    await using cluster = await open();
    for (let round = 0; round < 5; round += 1) {
      const idempotencyKey = randomUUID();
      const answers = await atOnce(cluster, LOGINS, (each) => each.login({ idempotencyKey }));
      expect(distinct(answers.map(sessionOf))).toBe(1);
      expect(distinct(answers.map((answer) => answer.refreshToken))).toBe(1);
    }
  });

  it('answers refreshes that race a logout with the new generation or the end, and then only the end', async () => {
    await using cluster = await open();
    const [door] = cluster.doors;
    for (let round = 0; round < 20; round += 1) {
      const { refreshToken, accessToken } = await door.login();
      const racers = atOnce(cluster, 16, (each) => each.refresh(refreshToken).catch((error: { reason: string }) => error.reason));
      await (cluster.doors.at(-1) ?? door).logout(refreshToken);
      const answers = await racers;
      const tokens = answers.filter((answer) => typeof answer !== 'string');
      expect(answers.filter((answer) => typeof answer === 'string' && answer !== 'SESSION_REVOKED')).toEqual([]);
      for (const each of cluster.doors) {
        for (const token of [accessToken, ...tokens.map((answer) => answer.accessToken)]) {
          await expect(each.me(token)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
        }
        for (const token of [refreshToken, ...tokens.map((answer) => answer.refreshToken)]) {
          await expect(each.refresh(token)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
        }
      }
    }
  });
});
