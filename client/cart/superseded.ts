/** What was done on sight of something that turned out to be otherwise: it is dropped without being sent. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

let conflicts = 0;

/** How often this page was told that the cart is not what it showed. */
export function conflictsSoFar(): number {
  return conflicts;
}

export function noteConflict(): void {
  conflicts += 1;
}
