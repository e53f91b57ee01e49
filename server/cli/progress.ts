const WIDTH = 30;
const INTERVAL_MS = 100;

/** A bar on standard error while somebody is looking; silent in scripts. */
export class Progress {
  readonly #label: string;
  readonly #isShown = process.stderr.isTTY;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(label: string) {
    this.#label = label;
  }

  show(done: number, total: number): void {
    if (!this.#isShown || (done < total && performance.now() - this.#shownAt < INTERVAL_MS)) return;
    this.#shownAt = performance.now();
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.');
    process.stderr.write(`\r\u001B[K${this.#label} [${bar}] ${Math.floor(share * 100)} %`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isShown) process.stderr.write('\r\u001B[K');
  }
}
