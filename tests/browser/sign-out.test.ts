import { describe, expect, it } from 'vitest';
import { holdAnswers } from '../support/held-answers.ts';
import { servePage } from '../support/page-server.ts';
import { ageStored, storedSession, storedText } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit } from '../support/visit.ts';

const newVisitor = useBrowser();

/** Old enough to be renewed ahead of time, young enough to be used meanwhile. */
const NEARLY_EXPIRED = 0.95;

function forgotten(visit: Visit): Promise<void> {
  return visit.page.getByRole('heading', { level: 1, name: 'You are forgotten' }).waitFor();
}

/** Lets the page do what it would do with an answer that it has, and with what comes of it. */
function quiet(visit: Visit): Promise<void> {
  return visit.page.waitForLoadState('networkidle');
}

describe('sign-out', () => {
  it('forgets the visitor, ends their session, and makes a new one only when asked to', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await visit.write('Nobody shall know');
    await visit.recorded('Nobody shall know');
    await visit.forgetMe();
    await forgotten(visit);
    expect(await storedText(visit.page)).toBeNull();
    await expect.poll(async () => (await server.sessions()).map(({ ended_at }) => ended_at !== null)).toEqual([true]);
    expect(await visit.page.getByText('Nobody shall know').count()).toBe(0);
    expect(await server.visitors()).toEqual([earlier]);
    await visit.button('Start anew').click();
    await visit.page.getByRole('heading', { level: 1, name: 'Nice to meet you' }).waitFor();
    const anonId = await visit.settled();
    expect([anonId === earlier, await visit.history.count(), await visit.notice('You are somebody new here').count()]).toEqual([false, 0, 0]);
    expect(await server.visitors()).toEqual([earlier, anonId]);
  });

  it('reaches the other tabs, and so does the one who starts anew', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [one, two] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    const earlier = await one.settled();
    expect(await two.settled()).toBe(earlier);
    await one.forgetMe();
    await Promise.all([forgotten(one), forgotten(two)]);
    await one.button('Start anew').click();
    const anonId = await one.settled();
    expect(await two.settled()).toBe(anonId);
    expect(await server.visitors()).toEqual([earlier, anonId]);
  });

  it('works without a network, and is not undone when it is back', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visitor.context.setOffline(true);
    await visit.forgetMe();
    await forgotten(visit);
    expect(await storedText(visit.page)).toBeNull();
    await visitor.context.setOffline(false);
    await visit.page.waitForFunction(() => navigator.onLine);
    expect([await storedText(visit.page), (await server.visitors()).length]).toEqual([null, 1]);
    await forgotten(visit);
  });
});

describe('a refresh that finishes after sign-out writes nothing', () => {
  it('in the same tab', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await ageStored(visit.page, NEARLY_EXPIRED);
    const held = await holdAnswers(visit.page, 'anon.refresh');
    await visit.page.reload();
    await visit.settled();
    await held.arrived();
    await visit.forgetMe();
    await forgotten(visit);
    const answered = visit.page.waitForEvent('requestfinished', (request) => request.url().includes('anon.refresh'));
    held.release();
    await answered;
    await expect.poll(async () => (await server.sessions()).map(({ ended_at }) => ended_at !== null)).toEqual([true]);
    await quiet(visit);
    expect(await storedText(visit.page)).toBeNull();
    await forgotten(visit);
    expect(visit.calls('anon.login')).toBe(1);
  });

  it('in another tab', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [refreshing, leaving] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    await Promise.all([refreshing.settled(), leaving.settled()]);
    await ageStored(refreshing.page, NEARLY_EXPIRED);
    const held = await holdAnswers(refreshing.page, 'anon.refresh');
    await refreshing.page.reload();
    await refreshing.settled();
    await held.arrived();
    await leaving.forgetMe();
    await Promise.all([forgotten(leaving), forgotten(refreshing)]);
    const answered = refreshing.page.waitForEvent('requestfinished', (request) => request.url().includes('anon.refresh'));
    held.release();
    await answered;
    await quiet(refreshing);
    for (const tab of [refreshing, leaving]) {
      expect(await storedText(tab.page)).toBeNull();
      await forgotten(tab);
    }
    expect((await server.sessions()).map(({ ended_at }) => ended_at !== null)).toEqual([true]);
  });

  it('nor does it disturb the visitor who has started anew meanwhile', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await ageStored(visit.page, NEARLY_EXPIRED);
    const held = await holdAnswers(visit.page, 'anon.refresh');
    await visit.page.reload();
    await visit.settled();
    await held.arrived();
    await visit.forgetMe();
    await forgotten(visit);
    await visit.button('Start anew').click();
    held.release();
    const anonId = await visit.settled();
    expect(anonId).not.toBe(earlier);
    await quiet(visit);
    expect((await storedSession(visit.page)).anonId).toBe(anonId);
    await visit.write('A clean page');
    await visit.recorded('A clean page');
    expect(await server.actions(anonId)).toEqual(['A clean page']);
  });
});
