import { Skeleton } from '../ui/skeleton.tsx';

const ROWS = 5;

export function ActionsSkeletons() {
  return (
    <div className="actions-list">
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className="actions-row">
          <Skeleton height={32} width={32} shape="pill" />
          <Skeleton height={14} width="70%" />
          <Skeleton height={12} width={48} />
        </div>
      ))}
    </div>
  );
}
