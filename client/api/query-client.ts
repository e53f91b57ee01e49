import { QueryClient } from '@tanstack/react-query';
import { readFailure } from './failure.ts';

const MAX_RETRIES = 4;
const FIRST_DELAY_MS = 400;
const MAX_DELAY_MS = 8_000;
const FRESH_FOR_MS = 30_000;

/**
 * Refusals are final here: what a new token can heal, the session link has healed before TanStack Query hears of it.
 * Only calls that got no answer, or "later", are sent again, with the same input: an action keeps its id.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry, retryDelay, staleTime: FRESH_FOR_MS },
      mutations: { retry, retryDelay },
    },
  });
}

function retry(failures: number, error: unknown): boolean {
  return failures < MAX_RETRIES && readFailure(error).mayPass;
}

function retryDelay(failures: number, error: unknown): number {
  const askedMs = (readFailure(error).retryAfterSeconds ?? 0) * 1_000;
  return Math.min(Math.max(FIRST_DELAY_MS * 2 ** failures, askedMs), MAX_DELAY_MS);
}
