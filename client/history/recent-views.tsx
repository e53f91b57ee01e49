import { useCallback } from 'react';
import { lazyPart } from '../ui/lazy-part.tsx';
import { useViews } from './use-views.ts';

const section = lazyPart(() => import('./recent-section.tsx').then((module) => module.RecentSection));

/** The strip of what was viewed last, for who has viewed something. */
export function RecentViews() {
  const { items } = useViews();
  const stayAway = useCallback(() => undefined, []);
  return items.length === 0 ? null : <section.Part onUnavailable={stayAway} />;
}
