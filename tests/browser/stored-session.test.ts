import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { recordAlarms } from '../support/record-alarms.ts';
import { ageStored, changeStored, store, storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

describe('a stored session heals itself, and the visitor notices nothing, when', () => {
  const HEALABLE = [
    { title: 'the server finds the access token expired', access: 'expired' },
    { title: 'the page finds the access token expired', access: 'aged' },
    { title: 'the access token is garbage', access: 'garbage' },
    { title: 'the access token was tampered with', access: 'tampered' },
  ] as const;

  it.each(HEALABLE)('$title', async ({ access }) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    if (access === 'expired') server.clock.turn({ minutes: 11 });
    if (access === 'aged') await ageStored(visit.page, 1.5);
    if (access === 'garbage') await changeStored(visit.page, () => ({ accessToken: 'garbage' }));
    if (access === 'tampered') await changeStored(visit.page, ({ accessToken }) => ({ accessToken: `${accessToken.slice(0, -8)}AAAAAAAA` }));
    const alarms = await recordAlarms(visit.page);
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    await visit.write('Carried on');
    await visit.recorded('Carried on');
    expect((await alarms()).filter((text) => text !== 'Carried on')).toEqual([]);
    expect([visit.calls('anon.login'), visit.calls('anon.refresh')]).toEqual([1, 1]);
    expect([await server.visitors(), (await server.sessions()).map(({ gen }) => gen)]).toEqual([[anonId], [2]]);
  });

  it('the access token expires while the page is open', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.tab();
    const alarms = await recordAlarms(visit.page);
    await visit.page.goto(server.origin);
    const anonId = await visit.settled();
    server.clock.turn({ minutes: 11 });
    await visit.write('Stayed the whole morning');
    await visit.recorded('Stayed the whole morning');
    expect(await server.actions(anonId)).toEqual(['Stayed the whole morning']);
    expect((await alarms()).filter((text) => text !== 'Stayed the whole morning')).toEqual([]);
    expect((await server.sessions()).map(({ gen }) => gen)).toEqual([2]);
  });
});

describe('a stored text that is no session', () => {
  it.each(['{{{', '{"v":1,"kind":"session"}', '{"v":99}'])('is replaced by a new visitor: %s', async (text) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await store(visit.page, text);
    await visit.page.reload();
    const anonId = await visit.settled();
    expect(anonId).not.toBe(earlier);
    expect((await storedSession(visit.page)).anonId).toBe(anonId);
    expect([await server.visitors(), visit.faults]).toEqual([[earlier, anonId], []]);
  });

  it('tells a visitor whose both tokens are garbage that they are new, and why', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await changeStored(visit.page, () => ({ accessToken: 'garbage', refreshToken: 'garbage' }));
    await visit.page.reload();
    await visit.notice('You are somebody new here').waitFor();
    await visit.notice('Your earlier session could not be recognised any more, so you start afresh.').waitFor();
    expect(await visit.settled()).not.toBe(earlier);
  });
});
