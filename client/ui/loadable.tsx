import type { ReactNode } from 'react';
import { RetryNotice } from './retry-notice.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

/** The part of a query's result that decides what stands in its place. */
export interface LoadingState {
  readonly isLoadingError: boolean;
  readonly isFetching: boolean;
  readonly refetch: () => Promise<unknown>;
}

interface LoadableProps<T> {
  readonly query: LoadingState;
  /** Null until there is something to show. */
  readonly value: T | null;
  readonly loadingText: string;
  readonly failedText: string;
  readonly skeleton: ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** The content; a skeleton of it while it loads; a retry where it failed. */
export function Loadable<T>({ query, value, loadingText, failedText, skeleton, children }: LoadableProps<T>) {
  if (value !== null) return children(value);
  if (query.isLoadingError) {
    return <RetryNotice text={failedText} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />;
  }
  return (
    <div aria-busy="true">
      <VisuallyHidden>{loadingText}</VisuallyHidden>
      <div aria-hidden="true">{skeleton}</div>
    </div>
  );
}
