import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../support/seeded-random.ts';
import { SimulatedDisk } from './disk.ts';
import { readTrace } from './trace.ts';

const HEX = { file: '\\x2f\\x66\\x2f\\x61', one: '\\x31', two: '\\x32' };

/** A sync of `/f/a` on thread 7 while thread 8 writes behind what was there. */
const TRACE = [
  `8 pwrite64(5<${HEX.file}>, "${HEX.one}", 1, 0) = 1`,
  `7 fdatasync(5<${HEX.file}> <unfinished ...>`,
  `8 pwrite64(5<${HEX.file}>, "${HEX.two}", 1, 1) = 1`,
  '7 <... fdatasync resumed>) = 0',
].join('\n');

/** What a hundred power cuts behind the trace leave. */
function leftBy(trace: string): Set<string> {
  const disk = new SimulatedDisk();
  for (const event of readTrace(trace, '/f')) disk.apply(event);
  const random = new SeededRandom(1);
  return new Set(Array.from({ length: 100 }, () => disk.cut('a', random).get('a')?.toString() ?? ''));
}

describe('the simulated disk', () => {
  it('credits a sync with what was written before it began, and with nothing that was written beside it', () => {
    expect(leftBy(TRACE)).toEqual(new Set(['1', '12']));
  });

  it('credits the next sync with the rest', () => {
    expect(leftBy(`${TRACE}\n7 fdatasync(5<${HEX.file}>) = 0`)).toEqual(new Set(['12']));
  });
});
