import type { Page } from 'playwright-core';

interface Sighting {
  /** The id that the page showed at that moment, or null. */
  readonly anonId: string | null;
  readonly text: string;
}

declare global {
  /** Filled by `watchFor`. */
  var sightings: Sighting[] | undefined;
}

/** Runs in the page: now and after every change of the document, notes which of the texts stand in it and for whom. */
function watch(texts: readonly string[]): void {
  const sightings: Sighting[] = [];
  globalThis.sightings = sightings;
  const look = () => {
    const anonId = document.querySelector('code')?.textContent ?? null;
    const shown = document.body.textContent ?? '';
    for (const text of texts) {
      const isKnown = sightings.some((sighting) => sighting.text === text && sighting.anonId === anonId);
      if (!isKnown && shown.includes(text)) sightings.push({ anonId, text });
    }
  };
  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

/** From now on, remembers beside whose id each of the texts was on the page, however briefly. */
export async function watchFor(page: Page, texts: readonly string[]): Promise<() => Promise<Sighting[]>> {
  await page.evaluate(watch, texts);
  return async () => (await page.evaluate(() => globalThis.sightings)) ?? [];
}
