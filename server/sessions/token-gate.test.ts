import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOKEN_MAX_CHARS } from '../../shared/limits.ts';
import { splitCompact } from './token-gate.ts';

const part = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url'));

describe('splitCompact', () => {
  it('splits whatever was encoded into its three parts', () => {
    fc.assert(
      fc.property(part, part, part, (header, payload, signature) => {
        expect(splitCompact(`${header}.${payload}.${signature}`)).toEqual({ header, payload, signature });
      }),
    );
  });

  it('takes no text that decodes to the same bytes as another', () => {
    fc.assert(
      fc.property(part, fc.nat(63), (text, index) => {
        const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(index);
        const other = text.slice(0, -1) + last;
        const isSameBytes = Buffer.from(other, 'base64url').equals(Buffer.from(text, 'base64url'));
        if (isSameBytes && other !== text) expect(splitCompact(`${other}.AA.AA`)).toBeNull();
      }),
    );
  });

  it('gives null for any text at all that is not of the form, and throws for none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parts = splitCompact(text);
        if (parts !== null) expect(`${parts.header}.${parts.payload}.${parts.signature}`).toBe(text);
      }),
    );
  });

  it.each(['', '.', '..', 'AA.AA', 'AA.AA.', '.AA.AA', 'AA..AA', 'AA.AA.AA.AA', 'A.AA.AA', 'AB.AA.AA', 'AA.AA.AA\n', 'AA.AA.AA=', ' AA.AA.AA', 'AA.A+.AA', 'AA.A/.AA'])('refuses %j', (text) => {
    expect(splitCompact(text)).toBeNull();
  });

  it('refuses what is longer than a credential may be', () => {
    const fits = `AAAA.AAAA.${'AAAA'.repeat(TOKEN_MAX_CHARS / 4)}`.slice(0, TOKEN_MAX_CHARS);
    expect(fits).toHaveLength(TOKEN_MAX_CHARS);
    expect(splitCompact(`${fits.slice(0, 10)}${fits.slice(10, -2)}`)).not.toBeNull();
    expect(splitCompact(`AAAA.AAAA.${'AAAA'.repeat(TOKEN_MAX_CHARS / 4)}`)).toBeNull();
  });
});
