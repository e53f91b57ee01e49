import { describe, expect, it } from 'vitest';
import { openProfile } from '../support/browser.ts';
import { servePage } from '../support/page-server.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { useBrowser } from '../support/use-browser.ts';
import { Visitor } from '../support/visit.ts';

const newVisitor = useBrowser();

describe('a visitor is known again', () => {
  it('after a reload', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.write('Left a note');
    await visit.recorded('Left a note');
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    await visit.recorded('Left a note');
    expect([visit.calls('anon.login'), await server.visitors()]).toEqual([1, [anonId]]);
  });

  it('after the browser was closed and opened again', async () => {
    await using server = await servePage();
    await using profile = await makeTempFolder();
    const visitOnce = async () => {
      await using visitor = new Visitor(await openProfile(profile.path));
      const visit = await visitor.open(server.origin);
      return await visit.settled();
    };
    const anonId = await visitOnce();
    expect(await visitOnce()).toBe(anonId);
    expect(await server.visitors()).toEqual([anonId]);
  });

  it('after two days, and greeted so', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    server.clock.turn({ days: 2 });
    await visit.page.reload();
    await visit.page.getByRole('heading', { level: 1, name: 'Good to see you again' }).waitFor();
    expect(await visit.settled()).toBe(anonId);
  });

  it('after the server was killed and started again, with everything they did', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl };
    const before = await startServer({ environment });
    await using visitor = await newVisitor();
    const visit = await visitor.open(before.origin);
    const anonId = await visit.settled();
    await visit.write('Was here before the fall');
    await visit.recorded('Was here before the fall');
    await before.kill();
    await using _after = await startServer({ environment: { ...environment, PORT: new URL(before.origin).port } });
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    await visit.recorded('Was here before the fall');
    expect(visit.calls('anon.login')).toBe(1);
  });
});
