import { randomUUID } from 'node:crypto';
import { BATCH_MAX } from '../shared/limits.ts';
import type { Contestant } from './contestant.ts';
import type { NextRequest } from './load.ts';
import { ITEMS_PER_VISITOR, itemOf } from './seed.ts';

/** What one request does. A batch is ten calls of one visitor. */
export const SCENARIOS = ['login', 'loginKey', 'list', 'addAction', 'batchList', 'batchAdd'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Coprime to every count of requests below: neighbours in time are strangers in the database. */
const STRIDE = 7919;

export function callsOf(scenario: Scenario): number {
  return scenario.startsWith('batch') ? BATCH_MAX : 1;
}

/** Actions that a request of the scenario stores. */
export function actionsOf(scenario: Scenario): number {
  return scenario === 'addAction' || scenario === 'batchAdd' ? callsOf(scenario) : 0;
}

/** The requests of a scenario over all visitors, or null when the peer has no such call. */
export function requestsOf(scenario: Scenario, contestant: Contestant): NextRequest | null {
  const { wire, visitors } = contestant;
  const trpc = wire.trpc;
  switch (scenario) {
    case 'login': {
      const request = wire.login();
      return () => request;
    }
    case 'loginKey':
      return trpc && (() => trpc.loginWithKey(randomUUID()));
    case 'list':
      return spread(visitors.map(({ accessToken }) => wire.list(accessToken)));
    case 'addAction':
      return spread(visitors.flatMap(({ accessToken }, index) => newActions(contestant, index, ITEMS_PER_VISITOR).map((action) => wire.addAction(accessToken, action))));
    case 'batchList':
      return trpc && spread(visitors.map(({ accessToken }) => trpc.batchList(accessToken, BATCH_MAX)));
    case 'batchAdd':
      return trpc && spread(visitors.map(({ accessToken }, index) => trpc.batchAdd(accessToken, newActions(contestant, index, BATCH_MAX))));
  }
}

function spread(requests: readonly string[]): NextRequest {
  return (index) => requests[(index * STRIDE) % requests.length] ?? '';
}

function newActions({ itemIds }: Contestant, visitor: number, count: number) {
  return Array.from({ length: count }, (_, nth) => ({ action: 'put in the basket', itemId: itemOf(itemIds, visitor, nth) }));
}
