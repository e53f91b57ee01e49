import { describe, expect, it } from 'vitest';
import { holdAnswers } from '../support/held-answers.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { type KeptSession, storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import { watchFor } from '../support/watch-for.ts';

const newVisitor = useBrowser();

/** Ends the session as its owner would from elsewhere. */
async function revoke(server: PageServer, { refreshToken }: KeptSession): Promise<void> {
  await server.app.caller(null).anon.logout({ refreshToken });
}

describe('a visitor whose session is over is somebody new, and is told why:', () => {
  const ENDS: readonly { readonly why: string; readonly said: string; readonly end: (server: PageServer, session: KeptSession) => Promise<void> }[] = [
    {
      why: 'it was revoked',
      said: 'Your earlier session was ended from another device or by us, so you start afresh.',
      end: revoke,
    },
    {
      why: 'it was not used for too long',
      said: 'You were away for so long that your earlier session ran out, so you start afresh.',
      end: async (server) => server.clock.turn({ days: 61 }),
    },
    {
      why: 'its refresh token was used from a second place',
      said: 'Your earlier session was used from a second place. To protect it we ended it, and you start afresh.',
      end: async (server, { refreshToken }) => {
        const thief = server.app.caller(null);
        const stolen = await thief.anon.refresh({ refreshToken });
        await server.app.caller(stolen.accessToken).anon.me();
        server.clock.turn({ minutes: 11 });
      },
    },
    {
      why: 'everything was removed',
      said: 'Your earlier visit and everything in it were removed, because you asked for it or were away for a long time. You start afresh.',
      end: async (server, { accessToken }) => {
        await server.app.caller(accessToken).privacy.erase();
      },
    },
  ];

  it.each(ENDS)('$why', async ({ said, end }) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await end(server, await storedSession(visit.page));
    await visit.write('Where was I?');
    await visit.notice('You are somebody new here').waitFor();
    await visit.notice(said).waitFor();
    await visit.region('Messages').getByText('“Where was I?” was not recorded: your session was over.').waitFor();
    const anonId = await visit.settled();
    expect(anonId).not.toBe(earlier);
    expect([await server.actions(anonId), (await storedSession(visit.page)).anonId]).toEqual([[], anonId]);
    await visit.button('Got it').click();
    await visit.notice(said).waitFor({ state: 'detached' });
    await visit.write('Here I am');
    await visit.recorded('Here I am');
    expect(await server.actions(anonId)).toEqual(['Here I am']);
  });
});

describe('what one visitor did is never shown to the next', () => {
  it('in the tab that finds out, for as much as a moment', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await visit.write('A private matter');
    await visit.recorded('A private matter');
    const seen = await watchFor(visit.page, ['A private matter', 'You are somebody new here']);
    await revoke(server, await storedSession(visit.page));
    await visit.page.getByRole('article').first().getByRole('button', { name: 'View' }).click();
    await visit.notice('You are somebody new here').waitFor();
    const anonId = await visit.settled();
    await visit.page.getByText('Nothing yet').waitFor();
    const sightings = await seen();
    expect(sightings).toContainEqual({ anonId: earlier, text: 'A private matter' });
    expect(sightings.filter(({ text }) => text === 'A private matter').map((sighting) => sighting.anonId)).toEqual([earlier]);
    expect(sightings).toContainEqual({ anonId, text: 'You are somebody new here' });
  });

  it('in the other tabs, which follow by themselves', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [one, two] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    const earlier = await one.settled();
    await two.write('A private matter');
    await two.recorded('A private matter');
    const seen = await watchFor(two.page, ['A private matter']);
    await revoke(server, await storedSession(one.page));
    await one.page.getByRole('article').first().getByRole('button', { name: 'View' }).click();
    await Promise.all([one, two].map((tab) => tab.notice('You are somebody new here').waitFor()));
    const anonId = await one.settled();
    expect(await two.settled()).toBe(anonId);
    await two.page.getByText('Nothing yet').waitFor();
    expect((await seen()).map((sighting) => sighting.anonId)).toEqual([earlier]);
    expect(await server.visitors()).toEqual([earlier, anonId]);
  });

  it('when an answer for the old one comes after the change', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [slow, leaving] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    await Promise.all([slow.settled(), leaving.settled()]);
    await leaving.write('A private matter');
    await leaving.recorded('A private matter');
    const held = await holdAnswers(slow.page, 'items.list');
    await slow.page.reload({ waitUntil: 'commit' });
    await held.arrived();
    await leaving.forgetMe();
    await slow.button('Start anew').waitFor();
    const seen = await watchFor(slow.page, ['A private matter']);
    await leaving.button('Start anew').click();
    const anonId = await leaving.settled();
    held.release();
    expect(await slow.settled()).toBe(anonId);
    await slow.page.getByText('Nothing yet').waitFor();
    await slow.page.waitForLoadState('networkidle');
    expect(await seen()).toEqual([]);
  });
});
