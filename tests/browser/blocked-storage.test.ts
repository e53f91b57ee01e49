import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

/** As Chromium does where cookies and site data are blocked: the property itself throws. */
function blockStorage(): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  }
}

function fillStorage(): void {
  Storage.prototype.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
}

describe('a visitor whose browser keeps nothing', () => {
  const WAYS = [
    { way: 'blocks storage', prepare: blockStorage },
    { way: 'has no room left', prepare: fillStorage },
  ];

  it.each(WAYS)('because it $way is recognised in this tab, and told that it is for this tab only', async ({ prepare }) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    await visitor.context.addInitScript(prepare);
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.notice('For this tab only').waitFor();
    await visit.write('Passed through');
    await visit.recorded('Passed through');
    server.clock.turn({ minutes: 11 });
    await visit.write('Came back to the window');
    await visit.recorded('Came back to the window');
    expect([await visit.settled(), await server.visitors()]).toEqual([anonId, [anonId]]);
    expect(await server.actions(anonId)).toEqual(['Passed through', 'Came back to the window']);
    expect([visit.calls('anon.login'), visit.calls('anon.refresh'), visit.faults]).toEqual([1, 1, []]);
  });

  it('can still choose a language and colours, for as long as the page is open', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    await visitor.context.addInitScript(blockStorage);
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    expect(await visit.page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await visit.page.getByRole('radio', { name: '简体中文' }).check({ force: true });
    await visit.page.getByRole('heading', { level: 1, name: '初次见面，你好' }).waitFor();
    expect(visit.faults).toEqual([]);
  });

  it('starts anew in the next tab', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    await visitor.context.addInitScript(blockStorage);
    const first = await visitor.open(server.origin);
    const second = await visitor.open(server.origin);
    expect(await first.settled()).not.toBe(await second.settled());
    expect(await server.visitors()).toHaveLength(2);
  });
});
