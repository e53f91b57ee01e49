import { Skeleton } from '../ui/skeleton.tsx';

export function CartSkeleton() {
  return (
    <div className="cart-lines">
      {[0, 1].map((row) => (
        <div key={row} className="cart-line">
          <Skeleton className="cart-line-art" />
          <Skeleton height={18} width="60%" />
          <Skeleton height={18} width={64} />
        </div>
      ))}
    </div>
  );
}
