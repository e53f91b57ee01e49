import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: { readonly label: string; readonly run: () => void };
  readonly cancel: { readonly label: string; readonly run: () => void };
}

/** The browser's own modal dialog: focus stays inside, Escape cancels, focus returns to where it came from. */
export function ConfirmDialog({ isOpen, title, children, confirm, cancel }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);

  // `cancel` comes at once, `close` a little later, when the dialog may have been opened again.
  function onClose(): void {
    if (dialog.current?.open !== true) cancel.run();
  }

  return (
    <dialog ref={dialog} className="confirm-dialog" aria-labelledby={titleId} onCancel={cancel.run} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      <p>{children}</p>
      <div className="confirm-dialog-buttons">
        <Button variant="default" onClick={cancel.run}>
          {cancel.label}
        </Button>
        <Button color="red" onClick={confirm.run}>
          {confirm.label}
        </Button>
      </div>
    </dialog>
  );
}
