import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { readStoredRows } from '../stored-rows.ts';
import { SimulatedDisk } from './disk.ts';
import { acknowledged, DATABASE, type Recording } from './recording.ts';

/** What power cuts in the course of one recording did, summed up. */
export interface Damage {
  images: number;
  /** Images in which something acknowledged before the cut is missing. */
  losing: number;
  /** The most that one image misses. */
  mostLost: number;
  corrupt: number;
  /** Images with half a step. */
  halved: number;
}

/** Cuts the power at `count` moments of the recording, opens what is left each time and looks. */
export async function cutPower({ events }: Recording, count: number, random: SeededRandom): Promise<Damage> {
  await using folder = await makeTempFolder();
  const damage: Damage = { images: 0, losing: 0, mostLost: 0, corrupt: 0, halved: 0 };
  const moments = Array.from({ length: count }, () => random.between(0, events.length)).sort((a, b) => a - b);
  const disk = new SimulatedDisk();
  const acks: string[] = [];
  let done = 0;
  for (const moment of moments) {
    for (const event of events.slice(done, moment)) {
      disk.apply(event);
      const ack = acknowledged(event);
      if (ack !== null) acks.push(ack);
    }
    done = moment;
    add(damage, await look(join(folder.path, String(damage.images)), disk.cut(DATABASE, random)), acks);
  }
  return damage;
}

async function look(path: string, image: ReadonlyMap<string, Buffer>) {
  await mkdir(path);
  for (const [name, content] of image) await writeFile(join(path, name), content);
  const rows = readStoredRows(join(path, DATABASE));
  await rm(path, { recursive: true });
  return rows;
}

function add(damage: Damage, { integrity, names, halves }: ReturnType<typeof readStoredRows>, acks: readonly string[]): void {
  const lost = acks.filter((ack) => !names.has(ack)).length;
  damage.images += 1;
  if (lost > 0) damage.losing += 1;
  damage.mostLost = Math.max(damage.mostLost, lost);
  if (integrity !== 'ok') damage.corrupt += 1;
  if (halves > 0) damage.halved += 1;
}

export function describeDamage({ images, losing, mostLost, corrupt, halved }: Damage): string {
  return `${images} images, ${losing} lost something acknowledged (at most ${mostLost} writes), ${corrupt} corrupt, ${halved} with half a step`;
}
