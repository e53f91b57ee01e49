import type { ReactNode } from 'react';
import { useSession } from '../session/index.ts';
import { hueOf } from '../ui/seeded.ts';

const DUSK_HUE = 275;

/** Lights the page in the visitor's own colour. */
export function VisitorHue({ children }: { readonly children: ReactNode }) {
  const { anonId } = useSession();
  return (
    <div className="page" style={{ '--visitor-hue': anonId === null ? DUSK_HUE : hueOf(anonId) }}>
      {children}
    </div>
  );
}
