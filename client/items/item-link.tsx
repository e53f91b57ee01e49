import type { MouseEvent, ReactNode } from 'react';
import { itemDialog } from './lazy-item-dialog.ts';
import { itemAddress, openItem } from './open-item.ts';

interface ItemLinkProps {
  readonly itemId: string;
  readonly children: ReactNode;
}

/** A link like any other: a new tab, a copied address and "back" work. */
export function ItemLink({ itemId, children }: ItemLinkProps) {
  function onClick(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openItem(itemId);
  }
  return (
    <a href={itemAddress(itemId)} className="item-link" onPointerEnter={itemDialog.preload} onFocus={itemDialog.preload} onClick={onClick}>
      {children}
    </a>
  );
}
