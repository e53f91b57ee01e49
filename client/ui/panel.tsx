import { ActionIcon } from '@mantine/core';
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { CrossIcon } from './icons.tsx';
import './panel.css';
import { setToastHost } from './toast-host.ts';

interface PanelProps {
  readonly title: ReactNode;
  readonly closeLabel: string;
  /** `side` slides in from the end of the line, `middle` stands over the page; both fill the width of a phone. */
  readonly place: 'side' | 'middle';
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** A modal part of the page, open as long as it is mounted: the browser keeps the focus inside and gives it back. */
export function Panel({ title, closeLabel, place, onClose, children, foot }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // A layout effect is undone while the dialog is still in the document: closed later, it gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // Outside of a modal dialog everything is inert, messages included.
  useEffect(() => setToastHost(dialog.current), []);

  return (
    <dialog
      ref={dialog}
      className="panel"
      data-place={place}
      aria-labelledby={titleId}
      {...{ closedby: 'any' }}
      onCancel={(event) => {
        // A dialog of this one's own that is left bubbles up to here.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="panel-head">
        <h2 id={titleId}>{title}</h2>
        <ActionIcon variant="subtle" color="gray" size={40} radius="xl" aria-label={closeLabel} onClick={onClose}>
          <CrossIcon />
        </ActionIcon>
      </div>
      <div className="panel-body">{children}</div>
      {foot !== undefined && <div className="panel-foot">{foot}</div>}
    </dialog>
  );
}
