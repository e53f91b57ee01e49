import { describe, expect, it } from 'vitest';
import { parseQuery } from './query.ts';

describe('parseQuery', () => {
  it.each([
    ['/items', {}],
    ['/items?', {}],
    ['/items?a=1&b=2', { a: '1', b: '2' }],
    ['/items?&a=1&', { a: '1' }],
    ['/items?a', { a: '' }],
    ['/items?a=b=c', { a: 'b=c' }],
    ['/items?a=x?y', { a: 'x?y' }],
    ['/items?a=one+two%2Bthree', { a: 'one two+three' }],
    ['/items?%61=%E5%96%9C', { a: '喜' }],
  ])('reads %s', (target, expected) => {
    expect({ ...parseQuery(target) }).toEqual(expected);
  });

  it('keeps a parameter named __proto__ as a name like any other', () => {
    expect(Object.keys(parseQuery('/items?__proto__=x'))).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each(['/items?a=1&a=2', '/items?a=1&%61=1'])('refuses a name that comes twice in %s', (target) => {
    expect(() => parseQuery(target)).toThrow(expect.objectContaining({ reason: 'INPUT_INVALID' }));
  });

  it.each(['/?a=%', '/?a=%zz', '/?a=%ED%A0%80', '/?a=%FF', '/?a=%C0%AF', '/?%ED%B0%80=1'])('refuses %s, which is no text', (target) => {
    expect(() => parseQuery(target)).toThrow(expect.objectContaining({ reason: 'REQUEST_MALFORMED' }));
  });
});
