import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './key-sealing.ts';

const KEY = randomBytes(32);
const PLAIN = '{"kty":"OKP","d":"ünïcode"}';

describe('sealing', () => {
  it('opens what it sealed', () => {
    expect(unseal(KEY, seal(KEY, PLAIN, 'kid-1'), 'kid-1')).toBe(PLAIN);
    expect(unseal(KEY, seal(KEY, '', 'kid-1'), 'kid-1')).toBe('');
  });

  it('never seals alike', () => {
    const sealed = Array.from({ length: 100 }, () => seal(KEY, PLAIN, 'kid-1'));
    expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(100);
  });

  it('shows nothing of what it holds', () => {
    const sealed = Buffer.from(seal(KEY, PLAIN, 'kid-1'), 'base64url');
    expect(sealed.includes('OKP')).toBe(false);
  });

  it('stays shut for another key and for another context', () => {
    const sealed = seal(KEY, PLAIN, 'kid-1');
    expect(unseal(randomBytes(32), sealed, 'kid-1')).toBeNull();
    expect(unseal(KEY, sealed, 'kid-2')).toBeNull();
  });

  it('stays shut when any bit was changed', () => {
    const sealed = Buffer.from(seal(KEY, PLAIN, 'kid-1'), 'base64url');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const tampered = Buffer.from(sealed);
      tampered.writeUInt8(tampered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(unseal(KEY, tampered.toString('base64url'), 'kid-1')).toBeNull();
    }
  });

  it('stays shut when it was cut short', () => {
    const sealed = Buffer.from(seal(KEY, PLAIN, 'kid-1'), 'base64url');
    for (let length = 0; length < sealed.length; length += 1) expect(unseal(KEY, sealed.subarray(0, length).toString('base64url'), 'kid-1')).toBeNull();
  });
});
