import { expect, it } from 'vitest';
import { RowChecksum } from './row-checksum.ts';

function digest(...rows: Record<string, unknown>[]): string {
  const checksum = new RowChecksum();
  for (const row of rows) checksum.add(row);
  return checksum.digest();
}

const PEN = { id: 'pen', at: 1 };
const FERN = { id: 'fern', at: 2 };

it('is the same in any order of rows and of columns', () => {
  expect(digest(PEN, FERN)).toBe(digest({ at: 2, id: 'fern' }, { at: 1, id: 'pen' }));
});

it.each([
  ['a value differs', [PEN, { id: 'fern', at: 3 }]],
  ['values change places', [{ id: 'pen', at: 2 }, { id: 'fern', at: 1 }]],
  ['a number became a text', [PEN, { id: 'fern', at: '2' }]],
  ['a value is missing', [PEN, { id: 'fern', at: null }]],
  ['a row is missing', [PEN]],
  ['a row is there twice', [PEN, FERN, FERN]],
])('differs when %s', (_what, rows) => {
  expect(digest(...rows)).not.toBe(digest(PEN, FERN));
});
