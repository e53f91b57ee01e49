import { describe, expect, it } from 'vitest';
import { setDeviceClock } from '../support/device-clock.ts';
import { servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

describe.each([{ days: 2 }, { days: -2 }])('a device whose clock is $days days off', ({ days }) => {
  it('makes no difference to a visitor who always had it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    await setDeviceClock(visitor.context, { days });
    const visit = await visitor.open(server.origin);
    await visit.page.getByRole('heading', { level: 1, name: 'Nice to meet you' }).waitFor();
    const anonId = await visit.settled();
    expect((await storedSession(visit.page)).receivedAt - Date.now()).toBeGreaterThan((days - 0.1) * 86_400_000);
    await visit.page.reload();
    await visit.page.getByRole('heading', { level: 1, name: 'Good to see you again' }).waitFor();
    expect(await visit.settled()).toBe(anonId);
    server.clock.turn({ minutes: 11 });
    await visit.write('What time is it?');
    await visit.recorded('What time is it?');
    expect([visit.calls('anon.login'), visit.calls('anon.refresh')]).toEqual([1, 1]);
    expect((await server.sessions()).map(({ gen }) => gen)).toEqual([2]);
  });

  it('since it was set between two visits, loses nobody and asks for a token at most once', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const right = await visitor.open(server.origin);
    const anonId = await right.settled();
    await right.page.close();
    await setDeviceClock(visitor.context, { days });
    const wrong = await visitor.open(server.origin);
    expect(await wrong.settled()).toBe(anonId);
    await wrong.page.reload();
    expect(await wrong.settled()).toBe(anonId);
    await wrong.write('Changed the batteries');
    await wrong.recorded('Changed the batteries');
    expect([wrong.calls('anon.login'), wrong.calls('anon.refresh')]).toEqual([0, days > 0 ? 1 : 0]);
    expect(await server.visitors()).toEqual([anonId]);
  });
});
