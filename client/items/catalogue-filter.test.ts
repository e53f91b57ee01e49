import { describe, expect, it } from 'vitest';
import { findByWords, ofCategory } from './catalogue-filter.ts';

const ITEMS = [
  { title: { en: 'Fountain pen', zh: '钢笔' }, description: { en: 'Writes thin lines.', zh: '书写 ABC 细线。' }, category: 'writing' },
  { title: { en: 'Indoor fern', zh: '室内蕨' }, description: { en: 'Likes a dim corner.', zh: '喜欢阴凉。' }, category: 'home' },
] as const;

function found(words: string, language: 'en' | 'zh' = 'en'): string[] {
  return findByWords(ITEMS, words, language).map((item) => item.title.en);
}

describe('findByWords', () => {
  it('finds everything for no words at all', () => {
    expect([found(''), found('  \u3000')]).toEqual([['Fountain pen', 'Indoor fern'], ['Fountain pen', 'Indoor fern']]);
  });

  it('looks in title and description for all the words, in any order and case', () => {
    expect([found('LINES fountain'), found('corner'), found('fountain corner')]).toEqual([['Fountain pen'], ['Indoor fern'], []]);
  });

  it('takes full-width letters for the same', () => {
    expect([found('ＰＥＮ'), found('ａｂｃ', 'zh')]).toEqual([['Fountain pen'], ['Fountain pen']]);
  });

  it('reads the language of the page alone', () => {
    expect([found('钢笔', 'zh'), found('钢笔', 'en'), found('pen', 'zh')]).toEqual([['Fountain pen'], [], []]);
  });
});

describe('ofCategory', () => {
  it('is everything without a category', () => {
    expect([ofCategory(ITEMS, null).length, ofCategory(ITEMS, 'home').map((item) => item.title.en)]).toEqual([2, ['Indoor fern']]);
  });
});
