interface SkeletonProps {
  readonly width?: number | string;
  readonly height?: number;
  readonly shape?: 'line' | 'pill' | 'plain';
  readonly className?: string;
}

/** Holds the place of something that is on its way. Decorative: what loads is said in words. */
export function Skeleton({ width, height, shape = 'line', className = '' }: SkeletonProps) {
  return <div className={`skeleton ${className}`} data-shape={shape} style={{ width, height }} />;
}
