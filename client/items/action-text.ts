import { addActionInput } from '../../shared/items.schema.ts';

export type ActionTextFault = 'empty' | 'tooLong' | 'invalid';

export type CheckedActionText = { readonly fault: null; readonly text: string } | { readonly fault: ActionTextFault };

/** What the server would say to this text: the text as it is stored, or the first thing wrong with it. */
export function checkActionText(unverifiedText: string): CheckedActionText {
  const result = addActionInput.shape.action.safeParse(unverifiedText);
  if (result.success) return { fault: null, text: result.data };
  const code = result.error.issues[0]?.code;
  if (code === 'too_small') return { fault: 'empty' };
  return { fault: code === 'too_big' ? 'tooLong' : 'invalid' };
}
