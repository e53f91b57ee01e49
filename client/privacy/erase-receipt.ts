import type { EraseReceipt } from '../../shared/privacy.schema.ts';

/** What this page was given for its last erasure. It outlives the visitor, of whom it names nothing. */
let receipt: EraseReceipt | null = null;

export function keepReceipt(given: EraseReceipt): void {
  receipt = given;
}

export function findReceipt(): EraseReceipt | null {
  return receipt;
}
