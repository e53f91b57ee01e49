import { describe, expect, it } from 'vitest';
import { createTranslate } from './translate.ts';

const EN = { shop: { found_one: '{{count}} thing', found_other: '{{count}} things', hello: 'Hello, {{name}} and {{name}}', deep: { er: 'Down here' } } } as const;
const ZH = { shop: { found_other: '{{count}} 件', hello: '{{name}}和{{name}}，你好', deep: { er: '在这里' } } };

const en = createTranslate<typeof EN>(EN, 'en');
const zh = createTranslate<typeof EN>(ZH, 'zh-CN');

describe('a text', () => {
  it('is found however deep it lies', () => {
    expect([en('shop.deep.er'), zh('shop.deep.er')]).toEqual(['Down here', '在这里']);
  });

  it('takes every value to its place, and nothing in a value is a place', () => {
    expect(en('shop.hello', { name: '{{name}} $&' })).toBe('Hello, {{name}} $& and {{name}} $&');
  });

  it('that counts has the form which the language asks for', () => {
    expect([0, 1, 2].map((count) => en('shop.found', { count }))).toEqual(['0 things', '1 thing', '2 things']);
    expect([0, 1, 2].map((count) => zh('shop.found', { count }))).toEqual(['0 件', '1 件', '2 件']);
  });

  it('that does not exist, or lacks a value, does not compile', () => {
    // @ts-expect-error There is no such key.
    expect(en('shop.bye')).toBe('shop.bye');
    // @ts-expect-error The text has a place for a name.
    expect(en('shop.hello', {})).toMatch(/^Hello/);
  });
});
