import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GroupCommit, type Transactor } from './group-commit.ts';

/** A database that notes what is asked of it, with a disk that takes as long as it is told. */
class SlowDisk implements Transactor {
  /** What COMMIT and ROLLBACK throw from now on. */
  failure: Error | null = null;
  readonly done: string[] = [];
  readonly syncs: PromiseWithResolvers<void>[] = [];
  #isOpen = false;

  async begin(): Promise<void> {
    this.done.push('begin');
    if (this.#isOpen) throw new Error('cannot start a transaction within a transaction');
    this.#isOpen = true;
  }
  commit(): void {
    if (this.failure !== null) throw this.failure;
    this.done.push('commit');
    this.#isOpen = false;
  }
  sync(): Promise<void> {
    const sync = Promise.withResolvers<void>();
    this.syncs.push(sync);
    return sync.promise;
  }
  rollback(): void {
    this.done.push('rollback');
    if (this.failure !== null) throw this.failure;
    this.#isOpen = false;
  }
  rollBackByItself(): void {
    this.#isOpen = false;
  }
  changes(): number {
    return this.done.length;
  }
  savepoint(): void {
    this.done.push('(');
  }
  releaseSavepoint(): void {
    this.done.push(')');
  }
  rollbackToSavepoint(): void {
    this.done.push('undo');
  }
  isOpen(): boolean {
    return this.#isOpen;
  }
}

function openGroups() {
  const disk = new SlowDisk();
  const groups = new GroupCommit(disk);
  const answered: string[] = [];
  const write = (name: string, isBackground = false) => {
    const step = async () => {
      if (name.startsWith('refused')) throw new Error(name);
      disk.done.push(name);
      if (name.startsWith('full')) disk.rollBackByItself();
      if (name === 'full' || name.startsWith('broken')) throw new Error(name);
    };
    void groups.write(step, { isBackground }).then(
      () => answered.push(name),
      () => answered.push(`${name} failed`),
    );
  };
  /** Until what was handed in so far is on the disk and answered. */
  const finish = async () => {
    await settle();
    disk.syncs.at(-1)?.resolve();
    await settle();
  };
  return { disk, groups, write, finish, answered };
}

/** Some turns of the event loop: enough for everything that waits for nothing else. */
async function settle(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await turn();
}

describe('a background write', () => {
  it('has a transaction for itself, in its turn', async () => {
    const { disk, write } = openGroups();
    for (const name of ['a', 'b']) write(name);
    for (const name of ['sweep 1', 'sweep 2']) write(name, true);
    for (const name of ['c', 'd']) write(name);
    await settle();
    disk.syncs[0]?.resolve();
    await settle();
    expect(disk.done.join(' ')).toBe('begin a b commit begin sweep 1 commit begin sweep 2 commit begin c d commit');
  });

  it('is answered after COMMIT and leaves the disk to the next that waits for it', async () => {
    const { disk, write, answered } = openGroups();
    write('sweep', true);
    write('like');
    await settle();
    expect([answered, disk.syncs.length]).toEqual([['sweep'], 1]);
    disk.syncs[0]?.resolve();
    await settle();
    expect(answered).toEqual(['sweep', 'like']);
  });
});

describe('ordinary writes', () => {
  it('wait for the disk together, and gather while it is busy', async () => {
    const { disk, write, answered } = openGroups();
    write('a');
    await settle();
    for (const name of ['b', 'c']) write(name);
    await settle();
    expect(disk.done.join(' ')).toBe('begin a commit');
    disk.syncs[0]?.resolve();
    await settle();
    expect([disk.done.join(' '), answered]).toEqual(['begin a commit begin b c commit', ['a']]);
  });

  it('wait a turn longer in company, for those whom the group before has just answered', async () => {
    const { disk, write, answered } = openGroups();
    write('alone');
    await turn();
    expect(disk.done.join(' ')).toBe('begin alone commit');
    for (const name of ['a', 'b']) write(name);
    disk.syncs[0]?.resolve();
    await turn();
    await turn();
    expect(answered).toEqual(['alone']);
    write('alone again');
    await settle();
    expect(disk.done.join(' ')).toBe('begin alone commit begin a b alone again commit');
  });

  it.each([[['a', 'sweep']], [['sweep', 'a']]])('wait no longer where the sweep waits with them: %s', async (names) => {
    const { disk, write } = openGroups();
    for (const name of names) write(name, name === 'sweep');
    await turn();
    expect(disk.done.slice(0, 3)).toEqual(['begin', names[0], 'commit']);
  });

  it('wait no longer once they fill a group', async () => {
    const { disk, write } = openGroups();
    for (let index = 0; index < 256; index += 1) write(String(index));
    await turn();
    expect(disk.done.slice(0, 1)).toEqual(['begin']);
    await settle();
    expect(disk.done.at(-1)).toBe('commit');
  });

  it('go on beside one that fails and has changed nothing', async () => {
    const { disk, write, finish, answered } = openGroups();
    for (const name of ['a', 'refused', 'b']) write(name);
    await finish();
    expect([disk.done.join(' '), answered]).toEqual(['begin a b commit', ['a', 'refused failed', 'b']]);
  });

  it('run again beside one that fails and has changed something, each with a savepoint, and that one is undone alone', async () => {
    const { disk, write, finish, answered } = openGroups();
    for (const name of ['a', 'broken', 'b']) write(name);
    await finish();
    expect(disk.done.join(' ')).toBe('begin a broken rollback begin ( a ) ( broken undo ) ( b ) commit');
    expect(answered).toEqual(['a', 'broken failed', 'b']);
  });

  it('run once from then on, however many more must be undone, and without savepoints again a hundred groups later', async () => {
    const { disk, write, finish, answered } = openGroups();
    const runs: string[] = [];
    for (let group = 0; group < 300; group += 1) {
      disk.done.length = 0;
      for (const name of ['a', group < 150 ? 'broken' : 'b']) write(name);
      await finish();
      runs.push(disk.done.join(' '));
    }
    expect(runs[0]).toMatch(/^begin a broken rollback begin/);
    expect(new Set(runs.slice(1, 150))).toEqual(new Set(['begin ( a ) ( broken undo ) commit']));
    expect(new Set(runs.slice(150, 250))).toEqual(new Set(['begin ( a ) ( b ) commit']));
    expect(new Set(runs.slice(250))).toEqual(new Set(['begin a b commit']));
    expect(answered).toHaveLength(600);
  });

  it.each(['full', 'full, unnoticed'])('all fail with one during which the database rolls back by itself, and none runs behind it: %s', async (name) => {
    const { disk, write, answered } = openGroups();
    for (const each of ['a', name, 'b']) write(each);
    await settle();
    expect([disk.done.join(' '), answered]).toEqual([`begin a ${name}`, ['a failed', `${name} failed`, 'b failed']]);
  });

  it('that fail alone are undone as a whole, and do not run again', async () => {
    const { disk, write, answered } = openGroups();
    write('broken');
    await settle();
    expect([disk.done.join(' '), answered]).toEqual(['begin broken rollback', ['broken failed']]);
  });

  it('all fail with a COMMIT that fails; where nothing can be undone so does the next group, which undoes it', async () => {
    const { disk, write, answered } = openGroups();
    disk.failure = new Error('the disk is full');
    for (const name of ['a', 'b']) write(name);
    await settle();
    expect([disk.done.join(' '), answered]).toEqual(['begin a b rollback', ['a failed', 'b failed']]);
    disk.failure = null;
    for (const name of ['c', 'd']) {
      write(name);
      await settle();
    }
    disk.syncs[0]?.resolve();
    await settle();
    expect(answered).toEqual(['a failed', 'b failed', 'c failed', 'd']);
  });

  it('all fail with a sync that fails, and the next group goes on', async () => {
    const { disk, write, answered } = openGroups();
    for (const name of ['a', 'b']) write(name);
    await settle();
    disk.syncs[0]?.reject(new Error('EIO'));
    await settle();
    expect(answered).toEqual(['a failed', 'b failed']);
    write('c');
    await settle();
    disk.syncs[1]?.resolve();
    await settle();
    expect(answered).toEqual(['a failed', 'b failed', 'c']);
  });
});
