/**
 * Acts for visitors on the database of DATABASE_URL as a server would, all at once: node tests/support/writing-process.ts
 * visitors actions. Writes what it was answered: the ids of stored actions, and the reasons of refusals.
 */
import { createApp } from '../../server/app.ts';
import { loadProcessConfig } from '../../server/config.ts';

const [visitors = 1, actions = 1] = process.argv.slice(2).map(Number);
const stored: string[] = [];
const refusals: string[] = [];

async function visit(): Promise<void> {
  const { accessToken } = await app.caller(null).anon.login();
  const caller = app.caller(accessToken);
  for (let count = 0; count < actions; count += 1) {
    const { action } = await caller.items.addAction({ action: `step ${count}`, itemId: 'fountain-pen' });
    stored.push(action.id);
  }
}

const app = await createApp(loadProcessConfig());
const visits = Array.from({ length: visitors }, () => visit().catch((error: unknown) => void refusals.push((error as { readonly reason?: string }).reason ?? String(error))));
await Promise.all(visits);
await app.close();
process.stdout.write(JSON.stringify({ stored, refusals }));
