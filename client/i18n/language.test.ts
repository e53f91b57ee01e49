import { describe, expect, it } from 'vitest';
import { matchLanguage } from './language.ts';

describe('matchLanguage', () => {
  it.each([
    [['zh-CN', 'en'], 'zh'],
    [['zh-Hant-TW'], 'zh'],
    [['fr-FR', 'ZH', 'en-US'], 'zh'],
    [['de', 'en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('answers %j with %s', (wanted, language) => {
    expect(matchLanguage(wanted)).toBe(language);
  });
});
