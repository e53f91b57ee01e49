import { addActionInput, addActionOutput, listItemsInput, listItemsOutput } from '../../shared/items.schema.ts';
import { checkedInput, checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { ItemsService } from './items.service.ts';

export function itemsRouter(items: ItemsService) {
  return router({
    /** The visitor's view of the catalogue and a page of their actions. */
    list: protectedProcedure.input(checkedInput(listItemsInput)).output(checkedOutput(listItemsOutput)).query(({ ctx, input }) => items.list(ctx.anonUser, input)),

    /** Stores what the visitor did. Safe to repeat with an `id`. */
    addAction: protectedProcedure
      .input(checkedInput(addActionInput))
      .output(checkedOutput(addActionOutput))
      .mutation(({ ctx, input }) => items.addAction(ctx.anonUser, input)),
  });
}
