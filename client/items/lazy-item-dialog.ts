import { lazyPart } from '../ui/lazy-part.tsx';

export const itemDialog = lazyPart(() => import('./item-dialog.tsx').then((module) => module.ItemDialog));
