import type { Cart, CartLine } from '../../shared/cart.schema.ts';
import { type CartAct, onSightOf, withActs } from './cart-change.ts';
import { conflictsSoFar } from './superseded.ts';

/** What the visitor has before their eyes: the cart that was answered last, with what is on its way. */
export interface Sight {
  readonly answered: Cart;
  readonly underway: readonly MadeAct[];
}

export function shownCart({ answered, underway }: Sight): Cart {
  return withActs(answered, underway.map(({ act }) => act));
}

/** What is left of a sight: what has failed since is as if it had not been done. */
function remainingCart({ answered, underway }: Sight): Cart {
  return shownCart({ answered, underway: underway.filter(({ hasFailed }) => !hasFailed) });
}

/**
 * An act on its way, and what the visitor saw when they did it. No plain object: of those TanStack Query hands out
 * copies, which would not learn what became of the act.
 */
export class MadeAct {
  readonly act: CartAct;
  readonly #sight: Sight | null;
  readonly #conflicts = conflictsSoFar();
  /** Set right before its answer is put into the cart, so that it is not counted twice while its mutation ends. */
  hasArrived = false;
  /** Set before the next act is sent. */
  hasFailed = false;

  /** `sight` may be missing where it does not matter: for an addition. */
  constructor(act: CartAct, sight: Sight | null) {
    this.act = act;
    this.#sight = sight;
  }

  /** The act, as done on sight of what has not failed since. */
  get meant(): CartAct {
    return this.#sight === null ? this.act : onSightOf(remainingCart(this.#sight), this.act);
  }

  /** True of a change of what has turned out to be another cart, or of a line that never came to be. */
  get isSuperseded(): boolean {
    const { act } = this;
    if (act.kind === 'add') return false;
    return this.#conflicts !== conflictsSoFar() || (act.kind !== 'clear' && this.#hasComeToNothing(act.line));
  }

  #hasComeToNothing({ itemId }: CartLine): boolean {
    const holds = ({ lines }: Cart) => lines.some((line) => line.itemId === itemId);
    return this.#sight !== null && holds(shownCart(this.#sight)) && !holds(remainingCart(this.#sight));
  }
}
