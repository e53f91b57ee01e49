import { describe, expect, it } from 'vitest';
import { findReceipt, keepReceipt } from './erase-receipt.ts';

const receipt = { receiptId: '00000000-0000-4000-8000-000000000000', erasedAt: '2026-01-01T00:00:00.000Z', counts: {} };

describe('a receipt', () => {
  it('is that of the ending which followed it, and of no other', () => {
    expect(findReceipt(3)).toBeNull();
    keepReceipt(receipt, 2);
    expect([findReceipt(2), findReceipt(3), findReceipt(4)]).toEqual([null, receipt, null]);
  });
});
