import type { SeededRandom } from '../../support/seeded-random.ts';
import type { DiskEvent } from './trace.ts';

/** The unit that a disk writes whole. */
const SECTOR_BYTES = 512;

type Change = Extract<DiskEvent, { readonly kind: 'write' | 'truncate' }>;

/** What a power cut does with the changes of one file that were not synced. */
type Fate = 'dropped' | 'prefix' | 'torn';
const FATES: readonly Fate[] = ['dropped', 'prefix', 'torn'];

interface DiskFile {
  /** What survives every cut. */
  synced: Buffer;
  /** What may survive or not, in the order it was written. */
  unsynced: Change[];
  /** How many changes are synced. */
  settled: number;
  /** By the thread that syncs: how many changes there were when it began. */
  readonly syncing: Map<string, number>;
}

/**
 * A disk with a cache that a power cut empties. It keeps what was synced and, of the rest, by file and by chance:
 * nothing; a prefix; or any of its sectors in any order, old ones over new ones included.
 *
 * It believes fsync of what was written before it began, and that files appear and vanish at once.
 */
export class SimulatedDisk {
  readonly #files = new Map<string, DiskFile>();

  apply(event: DiskEvent): void {
    if (event.kind === 'unlink') {
      this.#files.delete(event.file);
      return;
    }
    const file = this.#files.get(event.file) ?? newFile();
    this.#files.set(event.file, file);
    if (event.kind === 'write' || event.kind === 'truncate') file.unsynced.push(event);
    if (event.kind === 'syncing') file.syncing.set(event.thread, file.settled + file.unsynced.length);
    if (event.kind === 'sync') settle(file, event.thread);
  }

  /** The files whose name begins with `prefix`, as one power cut at this moment leaves them. */
  cut(prefix: string, random: SeededRandom): Map<string, Buffer> {
    const names = [...this.#files.keys()].filter((name) => name.startsWith(prefix));
    return new Map(names.map((name) => [name, this.#leave(name, random)]));
  }

  #leave(name: string, random: SeededRandom): Buffer {
    const { synced, unsynced } = this.#files.get(name) ?? { synced: Buffer.alloc(0), unsynced: [] };
    switch (FATES[random.between(0, FATES.length - 1)]) {
      case 'prefix':
        return applyAll(synced, unsynced.slice(0, random.between(0, unsynced.length)));
      case 'torn': {
        const kept = unsynced.flatMap(sectors).filter(() => random.next() < 0.5);
        return applyAll(synced, random.shuffle(kept));
      }
      default:
        return synced;
    }
  }
}

function newFile(): DiskFile {
  return { synced: Buffer.alloc(0), unsynced: [], settled: 0, syncing: new Map() };
}

/** Makes durable what the file held when the thread's sync began. */
function settle(file: DiskFile, thread: string): void {
  // A call that stands in one line of the trace has had nothing beside it.
  const taken = (file.syncing.get(thread) ?? Infinity) - file.settled;
  file.syncing.delete(thread);
  const changes = file.unsynced.slice(0, Math.max(0, taken));
  file.synced = applyAll(file.synced, changes);
  file.unsynced = file.unsynced.slice(changes.length);
  file.settled += changes.length;
}

/** A write as the disk sees it: one change per sector that it touches. */
function sectors(change: Change): Change[] {
  if (change.kind === 'truncate') return [change];
  const parts: Change[] = [];
  for (let from = 0; from < change.data.length; ) {
    const offset = change.offset + from;
    const to = from + SECTOR_BYTES - (offset % SECTOR_BYTES);
    parts.push({ ...change, offset, data: change.data.subarray(from, to) });
    from = to;
  }
  return parts;
}

/** A copy of `content` after `changes`; what a write skips is zeros. */
function applyAll(content: Buffer, changes: readonly Change[]): Buffer {
  const room = Math.max(content.length, ...changes.map((change) => (change.kind === 'write' ? change.offset + change.data.length : change.size)));
  const result = Buffer.alloc(room);
  content.copy(result);
  let length = content.length;
  for (const change of changes) {
    if (change.kind === 'truncate') {
      result.fill(0, change.size);
      length = change.size;
    } else {
      change.data.copy(result, change.offset);
      length = Math.max(length, change.offset + change.data.length);
    }
  }
  return result.subarray(0, length);
}
