import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { holdAnswers } from '../support/held-answers.ts';
import { servePage } from '../support/page-server.ts';
import { ageStored, storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

/** The browser refuses to reload a page that is only just coming up: it is asked until it does. */
async function reloadAtOnce(page: Page): Promise<void> {
  await expect.poll(() => page.reload({ waitUntil: 'commit' }).then(() => 'reloaded', (error: Error) => error.message), { interval: 5, timeout: 10_000 }).toBe('reloaded');
}

describe('in the middle of a refresh', () => {
  it('a tab is closed, and the next one, a day later, is still the same visitor', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const closing = await visitor.open(server.origin);
    const anonId = await closing.settled();
    await ageStored(closing.page, 2);
    const held = await holdAnswers(closing.page, 'anon.refresh');
    await closing.page.reload({ waitUntil: 'commit' });
    await held.arrived();
    await closing.page.close();
    held.release();
    server.clock.turn({ days: 1 });
    const next = await visitor.open(server.origin);
    expect(await next.settled()).toBe(anonId);
    await next.write('Opened the window again');
    await next.recorded('Opened the window again');
    expect([await server.visitors(), (await server.sessions()).map(({ gen, ended_at }) => [gen, ended_at])]).toEqual([[anonId], [[2, null]]]);
  });

  it('a tab is frozen; when it thaws two generations later it takes what the other tabs have, and nobody is lost', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const freezing = await visitor.open(server.origin);
    const anonId = await freezing.settled();
    await ageStored(freezing.page, 2);
    const held = await holdAnswers(freezing.page, 'anon.refresh');
    await freezing.page.reload({ waitUntil: 'commit' });
    await held.arrived();
    const devtools = await visitor.context.newCDPSession(freezing.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });

    const awake = await visitor.open(server.origin);
    expect(await awake.settled()).toBe(anonId);
    server.clock.turn({ minutes: 20 });
    await awake.write('Meanwhile');
    await awake.recorded('Meanwhile');
    const third = await storedSession(awake.page);

    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    held.release();
    expect(await freezing.settled()).toBe(anonId);
    await freezing.recorded('Meanwhile');
    expect((await storedSession(awake.page)).refreshToken).toBe(third.refreshToken);

    // What the thawed tab held is by now a sign of theft: it must never be sent.
    server.clock.turn({ hours: 1 });
    for (const tab of [freezing, awake]) {
      await tab.write('And on we go');
      await tab.recorded('And on we go');
    }
    expect([await server.visitors(), (await server.sessions()).map(({ gen, ended_at }) => [gen, ended_at])]).toEqual([[anonId], [[4, null]]]);
  });

  it('the page is left and entered again at once, ten times, and nobody is lost', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await ageStored(visit.page, 2);
    server.clock.turn({ minutes: 20 });
    for (let count = 0; count < 10; count += 1) await reloadAtOnce(visit.page);
    expect(await visit.settled()).toBe(anonId);
    await visit.write('Out of breath');
    await visit.recorded('Out of breath');
    expect((await server.sessions()).map(({ ended_at }) => ended_at)).toEqual([null]);
  });
});
