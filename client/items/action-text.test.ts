import { describe, expect, it } from 'vitest';
import { ACTION_MAX_CHARS } from '../../shared/limits.ts';
import { checkActionText } from './action-text.ts';

describe('checkActionText', () => {
  it('gives the text as it is stored', () => {
    expect(checkActionText('  看了一会儿雨 ')).toEqual({ fault: null, text: '看了一会儿雨' });
    expect(checkActionText('x'.repeat(ACTION_MAX_CHARS))).toMatchObject({ fault: null });
  });

  it.each([
    ['   ', 'empty'],
    ['x'.repeat(ACTION_MAX_CHARS + 1), 'tooLong'],
    ['a\u0000b', 'invalid'],
    ['\ud800', 'invalid'],
  ])('names what is wrong with %j', (text, fault) => {
    expect(checkActionText(text)).toEqual({ fault });
  });
});
