import { hueOf, seededChoices } from './seeded.ts';

/** One cell, 10 × 10: quarter discs and a leaf, each drawn from the cell's top left corner. */
const SHAPES = ['M0 0H10A10 10 0 0 1 0 10Z', 'M0 0A10 10 0 0 1 10 10A10 10 0 0 1 0 0Z', 'M0 0H10V10A10 10 0 0 1 0 0Z', 'M5 1A4 4 0 1 1 4.9 1Z'];

interface TileArtProps {
  readonly seed: string;
  /** Cells in a row; the right half mirrors the left. */
  readonly cells: number;
  /** As many as cells in a row, unless given. */
  readonly rows?: number;
  readonly className?: string;
}

/** A small picture that is always the same for the same seed. Decorative. */
export function TileArt({ seed, cells, rows = cells, className = '' }: TileArtProps) {
  const [width, height] = [cells * 10, rows * 10];
  return (
    <svg className={`tile-art ${className}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid slice" style={{ '--art-hue': hueOf(seed) }} aria-hidden="true" focusable="false">
      <rect width={width} height={height} className="tile-art-ground" />
      {drawCells(seed, cells, rows)}
    </svg>
  );
}

function drawCells(seed: string, cells: number, rows: number) {
  const choose = seededChoices(seed);
  const half = Math.ceil(cells / 2);
  return Array.from({ length: half * rows }, (_, index) => {
    const x = (index % half) * 10;
    const y = Math.floor(index / half) * 10;
    const shape = <path d={SHAPES[choose(SHAPES.length)]} transform={`rotate(${choose(4) * 90} 5 5)`} className={`tile-art-${choose(3)}`} />;
    return (
      <g key={index}>
        <g transform={`translate(${x} ${y})`}>{shape}</g>
        <g transform={`translate(${cells * 10 - x} ${y}) scale(-1 1)`}>{shape}</g>
      </g>
    );
  });
}
