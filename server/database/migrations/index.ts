import type { Migration } from './migration.ts';
import * as visitors from './0001-visitors.ts';
import * as signingKeys from './0002-signing-keys.ts';
import * as items from './0003-items.ts';
import * as catalogue from './0004-catalogue.ts';
import * as prices from './0005-prices.ts';
import * as cart from './0006-cart.ts';
import * as history from './0007-history.ts';
import * as preferences from './0008-preferences.ts';
import * as retention from './0009-retention.ts';
import * as keyNotices from './0010-key-notices.ts';
import * as sweepClock from './0011-sweep-clock.ts';

/** In the order they run. */
export const MIGRATIONS: readonly Migration[] = [
  visitors,
  signingKeys,
  items,
  catalogue,
  prices,
  cart,
  history,
  preferences,
  retention,
  keyNotices,
  sweepClock,
];
