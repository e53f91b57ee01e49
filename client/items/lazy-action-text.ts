import type { CheckedActionText } from './action-text.ts';

const loadRules = () => import('./action-text.ts');

/** The schemas weigh as much as a third of React, and only who writes needs them: fetched when the field is entered. */
export function loadActionTextRules(): void {
  loadRules().catch(() => undefined);
}

/** Without a connection the rules may be out of reach; then the server alone decides. */
export async function checkActionText(unverifiedText: string): Promise<CheckedActionText> {
  try {
    return (await loadRules()).checkActionText(unverifiedText);
  } catch {
    return { fault: null, text: unverifiedText };
  }
}
