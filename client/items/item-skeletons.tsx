import { Skeleton } from '@mantine/core';

const CARDS = 6;

export function ItemSkeletons() {
  return (
    <div className="item-grid">
      {Array.from({ length: CARDS }, (_, index) => (
        <div key={index} className="item-card">
          <Skeleton className="item-card-art" width="calc(100% + 32px)" height={124} radius={0} />
          <Skeleton className="item-card-title" height={18} width="75%" />
          <Skeleton className="item-card-price" height={18} width={56} />
          <Skeleton className="item-card-description" height={36} mt={6} />
          <div className="item-card-foot">
            <Skeleton height={38} width={126} radius="xl" />
            <Skeleton height={36} width={120} radius="xl" />
          </div>
        </div>
      ))}
    </div>
  );
}
