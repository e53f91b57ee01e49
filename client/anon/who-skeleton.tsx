import { Skeleton } from '../ui/skeleton.tsx';

export function WhoSkeleton() {
  return (
    <div className="who-skeleton">
      <Skeleton height={46} />
      <Skeleton height={66} width="90%" />
      <Skeleton height={36} width={160} />
    </div>
  );
}
