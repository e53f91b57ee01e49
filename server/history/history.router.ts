import { listViewsInput, listViewsOutput, recordViewInput, recordViewOutput, removeViewInput, removeViewsOutput } from '../../shared/history.schema.ts';
import { checkedInput, checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { HistoryService } from './history.service.ts';

export function historyRouter(history: HistoryService) {
  return router({
    /** Stores a look at an item. Safe to repeat: within a minute it is the same look. */
    record: protectedProcedure
      .input(checkedInput(recordViewInput))
      .output(checkedOutput(recordViewOutput))
      .mutation(({ ctx, input }) => history.record(ctx.anonUser, input)),

    /** A page of what the visitor looked at, newest first. */
    list: protectedProcedure.input(checkedInput(listViewsInput)).output(checkedOutput(listViewsOutput)).query(({ ctx, input }) => history.list(ctx.anonUser, input)),

    /** Forgets one look, or every look at an item. Safe to repeat. */
    remove: protectedProcedure
      .input(checkedInput(removeViewInput))
      .output(checkedOutput(removeViewsOutput))
      .mutation(({ ctx, input }) => history.remove(ctx.anonUser, input)),

    /** Forgets all of them. Safe to repeat. */
    clear: protectedProcedure.output(checkedOutput(removeViewsOutput)).mutation(({ ctx }) => history.clear(ctx.anonUser)),
  });
}
