import { addToCartInput, cart, clearCartInput, removeLineInput, setQuantityInput } from '../../shared/cart.schema.ts';
import { checkedInput, checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { CartService } from './cart.service.ts';

/** Every procedure answers the whole cart as it is afterwards; `CART_CONFLICT` carries it in its details. */
export function cartRouter(service: CartService) {
  return router({
    get: protectedProcedure.output(checkedOutput(cart)).query(({ ctx }) => service.get(ctx.anonUser)),

    /** So many more of an item. Never conflicts: two tabs that add both count. Safe to repeat with an `id`. */
    add: protectedProcedure
      .input(checkedInput(addToCartInput))
      .output(checkedOutput(cart))
      .mutation(({ ctx, input }) => service.add(ctx.anonUser, input)),

    /** Exactly so many of an item. Safe to repeat. */
    setQuantity: protectedProcedure
      .input(checkedInput(setQuantityInput))
      .output(checkedOutput(cart))
      .mutation(({ ctx, input }) => service.setQuantity(ctx.anonUser, input)),

    /** None of an item. Safe to repeat. */
    remove: protectedProcedure
      .input(checkedInput(removeLineInput))
      .output(checkedOutput(cart))
      .mutation(({ ctx, input }) => service.remove(ctx.anonUser, input)),

    /** Nothing at all. Safe to repeat. */
    clear: protectedProcedure
      .input(checkedInput(clearCartInput))
      .output(checkedOutput(cart))
      .mutation(({ ctx, input }) => service.clear(ctx.anonUser, input)),
  });
}
