import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  /** The notice can be put away when given. */
  readonly dismiss?: { readonly label: string; readonly run: () => void };
}

/** A calm message above the content. */
export function Notice({ icon, title, children, dismiss }: NoticeProps) {
  return (
    <div className="notice">
      <span className="notice-icon">{icon}</span>
      <div className="notice-text">
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
      {dismiss && (
        <Button variant="light" size="compact-sm" onClick={dismiss.run}>
          {dismiss.label}
        </Button>
      )}
    </div>
  );
}
