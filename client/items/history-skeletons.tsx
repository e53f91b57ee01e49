import { Skeleton } from '@mantine/core';

const ROWS = 5;

export function HistorySkeletons() {
  return (
    <div className="history-list">
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className="history-row">
          <Skeleton height={32} width={32} circle />
          <Skeleton height={14} width="70%" />
          <Skeleton height={12} width={48} />
        </div>
      ))}
    </div>
  );
}
