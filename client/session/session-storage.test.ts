import { afterEach, describe, expect, it, vi } from 'vitest';
import { localStorageStorage, memoryStorage } from './session-storage.ts';

/** A stand-in for `window.localStorage`; `fails` names the methods that throw, as blocked or full storage does. */
function stubLocalStorage(fails: Set<string> = new Set()): Map<string, string> {
  const entries = new Map<string, string>();
  const guard = (method: string): void => {
    if (fails.has(method)) throw new DOMException(method, 'QuotaExceededError');
  };
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => (guard('getItem'), entries.get(key) ?? null),
    setItem: (key: string, value: string) => (guard('setItem'), entries.set(key, value)),
    removeItem: (key: string) => (guard('removeItem'), entries.delete(key)),
  });
  return entries;
}

afterEach(() => vi.unstubAllGlobals());

describe('localStorageStorage', () => {
  it('keeps the text under its name', () => {
    const entries = stubLocalStorage();
    const storage = localStorageStorage('name');
    storage.write('text');
    expect([...entries]).toEqual([['name', 'text']]);
    expect([storage.read(), storage.isPersistent]).toEqual(['text', true]);
    storage.clear();
    expect([storage.read(), entries.size]).toEqual([null, 0]);
  });

  it('goes on in memory where storage is blocked', () => {
    vi.stubGlobal('localStorage', undefined);
    const storage = localStorageStorage();
    expect(storage.isPersistent).toBe(false);
    storage.write('text');
    expect(storage.read()).toBe('text');
    storage.clear();
    expect(storage.read()).toBeNull();
  });

  it('goes on in memory from the first write that fails, and leaves no spent token behind', () => {
    const fails = new Set<string>();
    const entries = stubLocalStorage(fails);
    const storage = localStorageStorage();
    storage.write('first');
    fails.add('setItem');
    storage.write('second');
    expect([storage.read(), storage.isPersistent, entries.size]).toEqual(['second', false, 0]);
  });

  it('does not forget the session when storage stops working', () => {
    const fails = new Set<string>();
    stubLocalStorage(fails);
    const storage = localStorageStorage();
    storage.write('text');
    storage.read();
    fails.add('getItem').add('removeItem');
    expect(storage.read()).toBe('text');
  });

  it('tells of changes by other tabs, of its own name only, until stopped', () => {
    stubLocalStorage();
    const target = new EventTarget();
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target));
    const heard: string[] = [];
    const stop = localStorageStorage('name').subscribe(() => heard.push('change'));
    const fire = (key: string | null): boolean => target.dispatchEvent(Object.assign(new Event('storage'), { key }));
    fire('other');
    expect(heard).toHaveLength(0);
    fire('name');
    fire(null);
    expect(heard).toHaveLength(2);
    stop();
    fire('name');
    expect(heard).toHaveLength(2);
  });
});

describe('memoryStorage', () => {
  it('is shared with nobody', () => {
    const storage = memoryStorage();
    storage.write('text');
    expect([storage.read(), memoryStorage().read(), storage.isPersistent]).toEqual(['text', null, false]);
  });
});
