import { SessionManager } from './session-manager.ts';
import type { SessionManagerOptions } from './session-manager.ts';
import type { SessionWake } from './session-wake.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeServer } from './fake-server.ts';
import { FakeTabs } from './fake-tabs.ts';

/** Whether the page is looked at, and the signal that it is again. */
export class FakeWake implements SessionWake {
  isVisible = true;
  readonly #listeners = new Set<() => void>();

  isAwake(): boolean {
    return this.isVisible;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  wake(): void {
    this.isVisible = true;
    for (const listener of this.#listeners) listener();
  }
}

/** One browser with its tabs, one server, one clock. */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly server = new FakeServer(this.clock);
  readonly wake = new FakeWake();
  readonly tabs: FakeTabs;

  constructor(storageDelayMs = 0) {
    this.tabs = new FakeTabs(this.clock, storageDelayMs);
  }

  openTab(options: Partial<SessionManagerOptions> = {}): SessionManager {
    const { clock, wake } = this;
    return new SessionManager({ transport: this.server.transport(), storage: this.tabs.open(), clock, wake, ...options });
  }

  /** A tab whose session is active. */
  async openActiveTab(options: Partial<SessionManagerOptions> = {}): Promise<SessionManager> {
    const manager = this.openTab(options);
    manager.start();
    await this.clock.advance(1_000);
    return manager;
  }

  /** A call to a protected procedure as the link makes it: the visitor it reached, or the reason it was refused for. */
  async call(manager: SessionManager): Promise<string> {
    const token = await manager.accessToken();
    const answer = this.server.use(token);
    if ('anonId' in answer) return answer.anonId;
    if (!(await manager.recover(answer.reason, token))) return answer.reason;
    const again = this.server.use(await manager.accessToken());
    return 'anonId' in again ? again.anonId : again.reason;
  }

  /** The value of a promise that needs the clock to move on. */
  async after<T>(ms: number, promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    await this.clock.advance(ms);
    return promise;
  }
}
