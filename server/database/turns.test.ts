import { describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { Turns } from './turns.ts';

/** A task that ends when it is told to. */
class Task {
  readonly #ended = Promise.withResolvers<string>();
  hasStarted = false;

  readonly run = (): Promise<string> => {
    this.hasStarted = true;
    return this.#ended.promise;
  };

  succeed(value: string): void {
    this.#ended.resolve(value);
  }

  fail(error: Error): void {
    this.#ended.reject(error);
  }
}

describe('Turns', () => {
  it('starts a task when the one before it with the same key has ended', async () => {
    const turns = new Turns();
    const [first, second] = [new Task(), new Task()];
    const [one, two] = [turns.take('a', first.run), turns.take('a', second.run)];
    expect([first.hasStarted, second.hasStarted]).toEqual([true, false]);
    first.succeed('1');
    expect(await one).toBe('1');
    await Promise.resolve();
    expect(second.hasStarted).toBe(true);
    second.succeed('2');
    expect(await two).toBe('2');
  });

  it('starts tasks of different keys side by side', () => {
    const turns = new Turns();
    const [first, second] = [new Task(), new Task()];
    void turns.take('a', first.run);
    void turns.take('b', second.run);
    expect(second.hasStarted).toBe(true);
  });

  it('goes on after a task that fails', async () => {
    const turns = new Turns();
    const [first, second] = [new Task(), new Task()];
    const [one, two] = [turns.take('a', first.run), turns.take('a', second.run)];
    first.fail(new Error('mine alone'));
    second.succeed('2');
    await expect(one).rejects.toThrow('mine alone');
    expect(await two).toBe('2');
  });

  it('starts none of those that wait behind one that found no database, and starts the next that comes', async () => {
    const turns = new Turns();
    const [first, second, third] = [new Task(), new Task(), new Task()];
    const waiting = [turns.take('a', first.run), turns.take('a', second.run)];
    first.fail(new Refusal('STORAGE_UNAVAILABLE'));
    for (const each of waiting) await expect(each).rejects.toMatchObject({ reason: 'STORAGE_UNAVAILABLE' });
    expect(second.hasStarted).toBe(false);
    third.succeed('3');
    expect(await turns.take('a', third.run)).toBe('3');
  });
});
