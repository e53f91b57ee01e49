import { Skeleton } from '../ui/skeleton.tsx';

const CARDS = 6;

export function ItemSkeletons() {
  return (
    <div className="item-grid">
      {Array.from({ length: CARDS }, (_, index) => (
        <div key={index} className="item-card">
          <Skeleton className="item-card-art" width="calc(100% + 32px)" height={124} shape="plain" />
          <Skeleton className="item-card-title" height={18} width="75%" />
          <Skeleton className="item-card-price" height={18} width={56} />
          <Skeleton className="item-card-description" height={36} />
          <div className="item-card-foot">
            <Skeleton height={38} width={126} shape="pill" />
            <Skeleton height={36} width={120} shape="pill" />
          </div>
        </div>
      ))}
    </div>
  );
}
