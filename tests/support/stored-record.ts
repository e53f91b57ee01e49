import type { Page } from 'playwright-core';

/** What the page keeps of its session, as the tests read and change it. */
export interface KeptSession {
  readonly kind: 'session';
  readonly anonId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly receivedAt: number;
}

const KEY = 'passerby.session';

/** The stored text, as it is; null when there is none. */
export function storedText(page: Page): Promise<string | null> {
  return page.evaluate((key) => localStorage.getItem(key), KEY);
}

/** The stored session. Throws when something else is stored, or nothing. */
export async function storedSession(page: Page): Promise<KeptSession> {
  const record = JSON.parse((await storedText(page)) ?? 'null') as KeptSession | null;
  if (record?.kind !== 'session') throw new RangeError(`No session is stored but ${JSON.stringify(record)}.`);
  return record;
}

export async function store(page: Page, text: string): Promise<void> {
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [KEY, text] as const);
}

/** Changes fields of the stored session. */
export async function changeStored(page: Page, change: (session: KeptSession) => Partial<KeptSession>): Promise<void> {
  const session = await storedSession(page);
  await store(page, JSON.stringify({ ...session, ...change(session) }));
}

/** Makes the stored access token as old as if this share of its life had gone by. */
export function ageStored(page: Page, share: number): Promise<void> {
  return changeStored(page, ({ receivedAt, expiresIn }) => ({ receivedAt: receivedAt - expiresIn * 1000 * share }));
}
