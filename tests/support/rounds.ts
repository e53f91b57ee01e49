/** `npm run test:faults` asks for the long version; the ordinary test run makes the same tests shorter. */
export const IS_LONG = process.env['MODE'] === 'long';

/** The seed of this run. Set PASSERBY_SEED to the printed one to have its chances again. */
export function seedOfRun(): number {
  const given = process.env['PASSERBY_SEED'];
  return given === undefined ? Date.now() % 4_294_967_296 : Number(given);
}

/** A line of figures, past the reporter that would keep it to itself. */
export function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
