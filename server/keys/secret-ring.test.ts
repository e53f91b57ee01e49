import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { SecretRing } from './secret-ring.ts';

const [CURRENT, PREVIOUS] = [randomBytes(48), randomBytes(48)];

it('derives another key for every purpose and secret, the same one every time', () => {
  const ring = new SecretRing([CURRENT, PREVIOUS]);
  const keys = [...ring.derive('refresh-token mac'), ...ring.derive('signing-key sealing')].map((key) => key.toString('hex'));
  expect(new Set(keys).size).toBe(4);
  expect(new SecretRing([CURRENT]).derive('refresh-token mac')[0]?.toString('hex')).toBe(keys[0]);
});

it('puts the current secret first', () => {
  const [current, previous] = new SecretRing([CURRENT, PREVIOUS]).derive('signing-key sealing');
  expect(current).toEqual(new SecretRing([CURRENT]).derive('signing-key sealing')[0]);
  expect(previous).toEqual(new SecretRing([PREVIOUS]).derive('signing-key sealing')[0]);
});
