import { ANON_OPERATIONS } from './anon-operations.ts';
import { ITEMS_OPERATIONS } from './items-operations.ts';
import type { Operation } from './operation.ts';

/** Everything that REST answers, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [...ANON_OPERATIONS, ...ITEMS_OPERATIONS];
