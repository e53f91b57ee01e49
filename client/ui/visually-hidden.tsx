import type { ReactNode } from 'react';

interface VisuallyHiddenProps {
  readonly role?: 'status';
  readonly children: ReactNode;
}

/** Read out and not seen. */
export function VisuallyHidden({ role, children }: VisuallyHiddenProps) {
  return (
    <span className="visually-hidden" role={role}>
      {children}
    </span>
  );
}
