import { BookmarkIcon, EyeIcon, HeartIcon, PenIcon } from '../ui/icons.tsx';
import { isActionKind } from './action-kinds.ts';

const ICONS = { view: EyeIcon, like: HeartIcon, save: BookmarkIcon };

/** The picture of an action; a pen for the visitor's own words. */
export function ActionKindIcon({ action }: { readonly action: string }) {
  const Icon = isActionKind(action) ? ICONS[action] : PenIcon;
  return <Icon />;
}
