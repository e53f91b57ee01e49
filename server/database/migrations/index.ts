import type { Migration } from './migration.ts';
import * as visitors from './0001-visitors.ts';
import * as signingKeys from './0002-signing-keys.ts';
import * as items from './0003-items.ts';
import * as catalogue from './0004-catalogue.ts';

/** In the order they run. */
export const MIGRATIONS: readonly Migration[] = [visitors, signingKeys, items, catalogue];
