import type { SessionClock } from './session-clock.ts';
import type { SessionStorage } from './session-storage.ts';

/**
 * The `localStorage` of one browser as its tabs see it: a write is seen at once by its own tab, reaches the browser
 * after `delayMs` and the other tabs after as long again; the last to reach the browser wins. As in Chromium, a tab
 * looks away from foreign writes while one of its own is on its way.
 */
export class FakeTabs {
  readonly #clock: SessionClock;
  readonly #delayMs: number;
  readonly #tabs = new Set<FakeTab>();
  value: string | null = null;

  constructor(clock: SessionClock, delayMs = 0) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  open(): FakeTab {
    const tab = new FakeTab(this.value, (value) => this.#receive(tab, value));
    this.#tabs.add(tab);
    return tab;
  }

  #receive(from: FakeTab, value: string | null): void {
    this.#after(() => {
      this.value = value;
      // A tab hears of its own write in the same order as of the others'.
      for (const tab of this.#tabs) this.#after(() => (tab === from ? tab.acknowledge() : tab.see(value, this.#clock)));
    });
  }

  #after(run: () => void): void {
    if (this.#delayMs === 0) run();
    else this.#clock.setTimer(run, this.#delayMs);
  }
}

export class FakeTab implements SessionStorage {
  readonly isPersistent = true;
  writes = 0;
  #value: string | null;
  #unacknowledged = 0;
  #missed: (string | null)[] | null = null;
  readonly #send: (value: string | null) => void;
  readonly #listeners = new Set<() => void>();

  constructor(value: string | null, send: (value: string | null) => void) {
    this.#value = value;
    this.#send = send;
  }

  read(): string | null {
    return this.#value;
  }

  write(value: string): void {
    this.writes += 1;
    this.#set(value);
  }

  clear(): void {
    this.#set(null);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  acknowledge(): void {
    this.#unacknowledged -= 1;
  }

  /** Hears of nothing from now on, as a page that the browser has frozen. */
  freeze(): void {
    this.#missed = [];
  }

  /** Hears in one go of what it missed, `delayMs` after it has begun to run again. */
  thaw(clock: SessionClock, delayMs: number): void {
    const missed = this.#missed ?? [];
    clock.setTimer(() => {
      this.#missed = null;
      for (const value of missed) this.see(value, clock);
    }, delayMs);
  }

  see(value: string | null, clock: SessionClock): void {
    if (this.#missed !== null) return void this.#missed.push(value);
    if (this.#unacknowledged > 0 || this.#value === value) return;
    this.#value = value;
    clock.setTimer(() => this.#listeners.forEach((listener) => listener()), 0);
  }

  #set(value: string | null): void {
    this.#value = value;
    this.#unacknowledged += 1;
    this.#send(value);
  }
}
