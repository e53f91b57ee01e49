import { preferencesOutput, updatePreferencesInput } from '../../shared/preferences.schema.ts';
import { checkedInput, checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { PreferencesService } from './preferences.service.ts';

export function preferencesRouter(preferences: PreferencesService) {
  return router({
    /** What the visitor has chosen. */
    get: protectedProcedure.output(checkedOutput(preferencesOutput)).query(({ ctx }) => preferences.get(ctx.anonUser)),

    /** Changes the keys that are given and leaves the others. Safe to repeat. */
    update: protectedProcedure
      .input(checkedInput(updatePreferencesInput))
      .output(checkedOutput(preferencesOutput))
      .mutation(({ ctx, input }) => preferences.update(ctx.anonUser, input)),
  });
}
