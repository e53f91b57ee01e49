import { useMutationState } from '@tanstack/react-query';
import { getMutationKey } from '@trpc/react-query';
import type { Preferences, UpdatePreferencesInput } from '../../shared/preferences.schema.ts';
import { trpc } from '../api/trpc.ts';
import { useSession } from '../session/index.ts';
import { withChoices } from './with-choices.ts';

const NONE: Preferences = { app: {} };

interface Chosen {
  /** With what is still on its way. */
  readonly preferences: Preferences;
  /** False until the server has told what the visitor chose. */
  readonly isKnown: boolean;
}

/** What the visitor has chosen, and whether a key that is missing was really never chosen. */
export function useChosen(): Chosen {
  const { status } = useSession();
  const { data } = trpc.preferences.get.useQuery(undefined, { enabled: status !== 'ended' });
  const choices = useMutationState({
    filters: { mutationKey: getMutationKey(trpc.preferences.update), status: 'pending' },
    select: ({ state }) => state.variables as UpdatePreferencesInput,
  });
  return { preferences: withChoices(data?.preferences ?? NONE, choices), isKnown: data !== undefined };
}

/** What the visitor has chosen, with what is still on its way; empty until it is here. */
export function usePreferences(): Preferences {
  return useChosen().preferences;
}
