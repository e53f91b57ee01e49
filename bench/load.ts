import { bodyOf, type Answer, Connection } from './connection.ts';

/** The text of the request with this index. */
export type NextRequest = (index: number) => string;

export interface LoadResult {
  readonly seconds: number;
  /** Sorted. */
  readonly latenciesMs: Float64Array;
  /** Of one answer, head included, on average. */
  readonly answerBytes: number;
}

/** A request of a run was not answered with 200: the run is worth nothing. */
export class LoadFailed extends Error {
  override readonly name = 'LoadFailed';
}

/** Keep-alive connections to one or more servers, in turn. */
export class LoadGenerator {
  readonly #connections: readonly Connection[];

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  static async open(ports: readonly number[], connections: number): Promise<LoadGenerator> {
    const opening = Array.from({ length: connections }, (_, index) => Connection.open(ports[index % ports.length] ?? 0));
    return new LoadGenerator(await Promise.all(opening));
  }

  /** As many requests at once as there are connections, each sent when the one before it was answered. */
  closedLoop(count: number, next: NextRequest): Promise<LoadResult> {
    return new Run(this.#connections, { count, next, startsMs: null }).finish();
  }

  /** Requests at random instants, `ratePerSecond` on average; a latency counts from the instant it was meant to start. */
  openLoop(count: number, ratePerSecond: number, next: NextRequest): Promise<LoadResult> {
    return new Run(this.#connections, { count, next, startsMs: poissonStarts(count, ratePerSecond) }).finish();
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** The same arrivals in every run: Lehmer's generator with a fixed seed. */
function poissonStarts(count: number, ratePerSecond: number): Float64Array {
  const starts = new Float64Array(count);
  let state = 20_261_122;
  let atMs = 0;
  for (let index = 0; index < count; index++) {
    state = (state * 48_271) % 2_147_483_647;
    atMs += (-Math.log(state / 2_147_483_647) / ratePerSecond) * 1000;
    starts[index] = atMs;
  }
  return starts;
}

interface RunOptions {
  readonly count: number;
  readonly next: NextRequest;
  readonly startsMs: Float64Array | null;
}

class Run {
  readonly #options: RunOptions;
  readonly #free: { readonly connection: Connection; startedAt: number }[] = [];
  readonly #latencies: Float64Array;
  readonly #beganAt = performance.now();
  readonly #finished = Promise.withResolvers<LoadResult>();
  #sent = 0;
  #answered = 0;
  #bytes = 0;
  #isOver = false;

  constructor(connections: readonly Connection[], options: RunOptions) {
    this.#options = options;
    this.#latencies = new Float64Array(options.count);
    for (const connection of connections) {
      const lane = { connection, startedAt: 0 };
      connection.onFailure = (error) => this.#fail(error.message);
      connection.onAnswer = (answer) => {
        this.#note(answer, lane.startedAt);
        this.#free.push(lane);
        this.#dispatch();
      };
      this.#free.push(lane);
    }
  }

  finish(): Promise<LoadResult> {
    // A generator that sleeps between answers makes the server pay for waking it, so the event loop never blocks.
    const turn = () => {
      if (this.#isOver) return;
      this.#dispatch();
      setImmediate(turn);
    };
    turn();
    return this.#finished.promise;
  }

  #dispatch(): void {
    const { count, next, startsMs } = this.#options;
    while (this.#sent < count && !this.#isOver) {
      const now = performance.now();
      const startAt = startsMs === null ? now : this.#beganAt + (startsMs[this.#sent] ?? 0);
      if (startAt > now) return;
      // In turn: a connection that is left alone for some seconds is closed by the server.
      const lane = this.#free.shift();
      if (lane === undefined) return;
      lane.startedAt = startAt;
      lane.connection.send(next(this.#sent++));
    }
  }

  #note(answer: Answer, startedAt: number): void {
    if (answer.status !== 200) return this.#fail(`${answer.status} ${bodyOf(answer).slice(0, 300)}`);
    this.#latencies[this.#answered++] = performance.now() - startedAt;
    this.#bytes += answer.bytes.length;
    if (this.#answered < this.#options.count) return;
    this.#isOver = true;
    this.#finished.resolve({
      seconds: (performance.now() - this.#beganAt) / 1000,
      latenciesMs: this.#latencies.sort(),
      answerBytes: this.#bytes / this.#answered,
    });
  }

  #fail(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#finished.reject(new LoadFailed(reason));
  }
}
