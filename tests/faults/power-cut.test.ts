import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../support/seeded-random.ts';
import { cutPower, type Damage, describeDamage } from './power-cut/images.ts';
import { hasCheckpoint, record, whyNotRecordable } from './power-cut/recording.ts';
import { IS_LONG, report, seedOfRun } from '../support/rounds.ts';

/** Enough to fill the write-ahead log and to copy it back into the file at least once. */
const ACTIONS = 2400;
const RECORDINGS = IS_LONG ? 4 : 1;
const IMAGES_PER_RECORDING = IS_LONG ? 300 : 150;

const why = whyNotRecordable();

async function cutAt(level: 'FULL' | 'NORMAL', recordings: number): Promise<Damage[]> {
  const random = new SeededRandom(seedOfRun());
  const damages: Damage[] = [];
  for (let count = 0; count < recordings; count += 1) {
    const recording = await record(level, ACTIONS);
    expect(hasCheckpoint(recording)).toBe(true);
    const damage = await cutPower(recording, IMAGES_PER_RECORDING, random);
    report(`power cut, synchronous=${level}, seed ${random.seed}: ${describeDamage(damage)}`);
    damages.push(damage);
  }
  return damages;
}

describe('a power cut at any moment', () => {
  it('loses no acknowledged write and corrupts nothing', { timeout: 600_000 }, async ({ skip }) => {
    skip(why !== null, why ?? '');
    for (const damage of await cutAt('FULL', RECORDINGS)) {
      expect(damage).toEqual({ images: IMAGES_PER_RECORDING, losing: 0, mostLost: 0, corrupt: 0, halved: 0 });
    }
  });

  it('would lose acknowledged writes with synchronous=NORMAL: the cuts can be seen', { timeout: 600_000 }, async ({ skip }) => {
    skip(why !== null, why ?? '');
    const [damage] = await cutAt('NORMAL', 1);
    expect(damage?.losing).toBeGreaterThan(IMAGES_PER_RECORDING / 10);
  });
});
