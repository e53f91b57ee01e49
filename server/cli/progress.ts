const WIDTH = 30;
const INTERVAL_MS = 100;
const CLEAR = '\r\u001B[K';

interface Screen {
  write(text: string): unknown;
}

/** A bar on one line of a screen. Without a screen it does nothing. */
export class Progress {
  readonly #label: string;
  readonly #screen: Screen | null;
  #shown = '';
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(label: string, screen: Screen | null) {
    this.#label = label;
    this.#screen = screen;
  }

  /** False: nobody is looking, and what is only for show need not be found out. */
  get isShown(): boolean {
    return this.#screen !== null;
  }

  /** Null for a total that nobody knows yet. */
  show(done: number, total: number | null): void {
    if (this.#screen === null) return;
    if (total !== null) return this.note(drawBar(done, total));
    if (performance.now() - this.#countedAt < INTERVAL_MS) return;
    this.#countedAt = performance.now();
    this.note(done.toLocaleString('en'));
  }

  /** For work that cannot tell how far it is. */
  note(what: string): void {
    if (what === this.#shown) return;
    this.#shown = what;
    this.#screen?.write(`${CLEAR}${this.#label} ${what}`);
  }

  /** Takes the bar away. */
  end(): void {
    this.#shown = '';
    this.#screen?.write(CLEAR);
  }
}

function drawBar(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  return `[${'#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.')}] ${Math.floor(share * 100)} %`;
}
