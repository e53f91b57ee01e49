import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './language.ts';

describe('chooseLanguage', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['zh', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['ZH-Hant-TW', 'zh'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['en;q=0.2, zh;q=0.9', 'zh'],
    ['de-DE,de;q=0.9,zh;q=0.5', 'zh'],
    ['de', 'en'],
    ['zh;q=0', 'en'],
    ['zho', 'en'],
    ['zh;q=7,;;,', 'en'],
    [`${'zh;'.repeat(4_000)}`, 'en'],
  ])('answers %j in %s', (header, language) => {
    expect(chooseLanguage(header)).toBe(language);
  });
});
