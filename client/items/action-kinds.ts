/** The actions that every item offers with one press. */
export const ACTION_KINDS = ['view', 'like', 'save'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export function isActionKind(action: string): action is ActionKind {
  return ACTION_KINDS.some((kind) => kind === action);
}
