import type { CSSProperties, ReactNode } from 'react';

interface TransitionProps {
  readonly mounted: boolean;
  readonly transition: { readonly in: CSSProperties };
  readonly children: (styles: CSSProperties) => ReactNode;
}

/**
 * Stands in the built page where Mantine's buttons import their `Transition` (vite.config.ts): what would appear over
 * time appears at once, and the first load does without a library of transitions for one small loader.
 */
export function Transition({ mounted, transition, children }: TransitionProps): ReactNode {
  return mounted ? children(transition.in) : null;
}
