import { Skeleton } from '@mantine/core';

const CARDS = 6;

export function ItemSkeletons() {
  return (
    <div className="item-grid">
      {Array.from({ length: CARDS }, (_, index) => (
        <div key={index} className="item-card">
          <Skeleton className="item-card-art" width={52} height={52} radius="md" />
          <Skeleton className="item-card-title" height={18} width="55%" />
          <Skeleton className="item-card-description" height={36} mt={6} />
          <div className="item-card-foot">
            <Skeleton height={12} width="35%" />
            <Skeleton height={38} width={126} radius="xl" />
          </div>
        </div>
      ))}
    </div>
  );
}
