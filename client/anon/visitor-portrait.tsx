import { TileArt } from '../ui/tile-art.tsx';

/** A picture made from the visitor's id; a quiet placeholder until there is one. */
export function VisitorPortrait({ anonId }: { readonly anonId: string | null }) {
  if (anonId === null) return <div className="portrait portrait-waiting" />;
  return <TileArt seed={anonId} cells={4} className="portrait" />;
}
