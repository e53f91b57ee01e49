import { Skeleton } from '../ui/skeleton.tsx';

export function ItemDetailsSkeleton() {
  return (
    <div className="item-details">
      <Skeleton className="item-details-art" />
      <div className="item-details-waiting">
        <Skeleton height={24} width="40%" />
        <Skeleton height={60} />
        <Skeleton height={42} width="70%" shape="pill" />
      </div>
    </div>
  );
}
