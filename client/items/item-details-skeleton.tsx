import { Skeleton } from '@mantine/core';

export function ItemDetailsSkeleton() {
  return (
    <div className="item-details">
      <Skeleton className="item-details-art" />
      <div>
        <Skeleton height={24} width="40%" />
        <Skeleton height={60} mt={16} />
        <Skeleton height={42} width="70%" mt={24} radius="xl" />
      </div>
    </div>
  );
}
