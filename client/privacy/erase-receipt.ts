import type { EraseReceipt } from '../../shared/privacy.schema.ts';

interface Kept {
  readonly receipt: EraseReceipt;
  readonly ending: number;
}

/** What this page was given for its last erasure. It outlives the visitor, of whom it names nothing. */
let kept: Kept | null = null;

/** `endingsBefore` is how many identities of this page had ended when the visitor asked: the next ending is the erasure. */
export function keepReceipt(receipt: EraseReceipt, endingsBefore: number): void {
  kept = { receipt, ending: endingsBefore + 1 };
}

/** The receipt of the ending with this number; null when that was no erasure that this page asked for. */
export function findReceipt(ending: number): EraseReceipt | null {
  return kept?.ending === ending ? kept.receipt : null;
}
