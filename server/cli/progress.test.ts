import { describe, expect, it } from 'vitest';
import { Progress } from './progress.ts';

function watched(label: string) {
  const lines: string[] = [];
  return { lines, progress: new Progress(label, { write: (text) => lines.push(text.replace('\r\u001B[K', '')) }) };
}

describe('a progress bar', () => {
  it('shows each share that is done, once', () => {
    const { lines, progress } = watched('copy');
    progress.show(1, 3);
    progress.show(1, 3);
    progress.show(2, 3);
    progress.show(3, 3);
    expect(lines).toEqual(['copy [##########....................] 33 %', 'copy [####################..........] 66 %', 'copy [##############################] 100 %']);
  });

  it('shows a number now and then while nobody knows of how many, and takes itself away', () => {
    const { lines, progress } = watched('count');
    progress.show(12_000, null);
    progress.show(12_001, null);
    progress.end();
    expect(lines).toEqual(['count 12,000', '']);
  });

  it('has nothing to say of nothing but that it is done', () => {
    const { lines, progress } = watched('copy');
    progress.show(0, 0);
    expect(lines).toEqual(['copy [##############################] 100 %']);
  });

  it('names work that cannot tell how far it is', () => {
    const { lines, progress } = watched('erase');
    progress.note('2 rows');
    progress.end();
    expect(lines).toEqual(['erase 2 rows', '']);
  });

  it('is nothing without a screen', () => {
    const progress = new Progress('copy', null);
    expect(progress.isShown).toBe(false);
    progress.show(1, 2);
    progress.end();
  });
});
