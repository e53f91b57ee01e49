import { describe, expect, it } from 'vitest';
import { recordAlarms } from '../support/record-alarms.ts';
import { servePage } from '../support/page-server.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

function restart(server: ServerProcess, folder: TempFolder): Promise<ServerProcess> {
  return startServer({ environment: { DATABASE_URL: folder.databaseUrl, PORT: new URL(server.origin).port } });
}

describe('while the server is down', () => {
  it('an action waits, and is recorded once when the server is back', async () => {
    await using folder = await makeTempFolder();
    const server = await startServer({ environment: { DATABASE_URL: folder.databaseUrl } });
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await server.kill();
    await visit.write('Waited in the rain');
    await visit.history.filter({ hasText: 'Waited in the rain' }).filter({ hasText: 'sending' }).waitFor();
    await using _again = await restart(server, folder);
    // On a busy machine the server may be away for longer than the page waits, which then offers to try again.
    const offer = visit.button('Try again');
    await offer.or(visit.history.filter({ hasText: 'Waited in the rain' }).filter({ hasNotText: 'sending' })).first().waitFor();
    if (await offer.isVisible()) await offer.click();
    await visit.recorded('Waited in the rain');
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    await expect.poll(() => visit.history.allInnerTexts()).toEqual([expect.stringContaining('Waited in the rain')]);
  });

  it('the page says so when it gives up, and the same action tried again is recorded once', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    await visitor.context.clock.install();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    // The first answer is lost after the server has recorded the action; then nothing gets through.
    let isFirst = true;
    await visit.page.route('**/trpc/items.addAction*', async (route) => {
      if (isFirst) await route.fetch();
      isFirst = false;
      await route.abort('connectionrefused');
    });
    await visit.write('Rang the bell');
    const message = visit.region('Messages').getByText('“Rang the bell” was not recorded: we could not reach the server.');
    await expect.poll(async () => {
      await visitor.context.clock.runFor(2_000);
      return message.isVisible();
    }).toBe(true);
    expect(await visit.history.count()).toBe(0);
    await visit.page.unrouteAll();
    await visit.button('Try again').click();
    await visit.recorded('Rang the bell');
    expect(await server.actions(anonId)).toEqual(['Rang the bell']);
  });

  it('an action whose token has run out waits for a new one, also when the first call for it is lost', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    server.clock.turn({ minutes: 11 });
    await visit.page.route('**/trpc/anon.refresh*', (route) => route.abort('connectionreset'), { times: 1 });
    await visit.write('Asked twice');
    await visit.recorded('Asked twice');
    expect([visit.calls('anon.refresh'), await server.actions(anonId)]).toEqual([2, ['Asked twice']]);
  });

  it('a visitor whose token runs out is told that there is no connection, and is still themselves afterwards', async () => {
    await using folder = await makeTempFolder();
    const server = await startServer({ environment: { DATABASE_URL: folder.databaseUrl } });
    await using visitor = await newVisitor();
    await visitor.context.clock.install();
    const visit = await visitor.tab();
    const alarms = await recordAlarms(visit.page);
    await visit.page.goto(server.origin);
    const anonId = await visit.settled();
    await server.kill();
    await visitor.context.clock.fastForward('11:00');
    await visit.notice('No connection').waitFor();
    await using _again = await restart(server, folder);
    await visit.notice('No connection').waitFor({ state: 'detached' });
    await visit.write('Still me');
    await visit.recorded('Still me');
    expect([await visit.settled(), visit.calls('anon.login')]).toEqual([anonId, 1]);
    expect(await alarms()).not.toContain('You are somebody new here');
  });
});

describe('without a network', () => {
  it('the page says so, and what was done meanwhile is recorded once and in order', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    // What writing needs is fetched by the first one.
    await visit.write('Packed a bag');
    await visit.recorded('Packed a bag');
    await visitor.context.setOffline(true);
    await visit.notice('No connection').waitFor();
    for (const text of ['Climbed the hill', 'Saw the sea']) {
      await visit.write(text);
      await visit.history.filter({ hasText: text }).filter({ hasText: 'waiting for the connection' }).waitFor();
    }
    await visitor.context.setOffline(false);
    await visit.recorded('Saw the sea');
    await visit.recorded('Climbed the hill');
    await visit.notice('No connection').waitFor({ state: 'detached' });
    expect(await server.actions(anonId)).toEqual(['Packed a bag', 'Climbed the hill', 'Saw the sea']);
    await expect.poll(() => visit.history.allInnerTexts()).toEqual(['Saw the sea', 'Climbed the hill', 'Packed a bag'].map((text) => expect.stringContaining(text)));
  });

  it('for longer than the token lives, nobody is lost', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    await visitor.context.clock.install();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visitor.context.setOffline(true);
    server.clock.turn({ hours: 30 });
    await visitor.context.clock.fastForward('30:00:00');
    await visit.notice('No connection').waitFor();
    await visitor.context.setOffline(false);
    await visit.notice('No connection').waitFor({ state: 'detached' });
    await visit.write('Back from the mountains');
    await visit.recorded('Back from the mountains');
    expect([await visit.settled(), await server.visitors()]).toEqual([anonId, [anonId]]);
    expect((await server.sessions()).map(({ gen }) => gen)).toEqual([2]);
  });
});
