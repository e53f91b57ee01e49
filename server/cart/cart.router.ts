import { addToCartInput, cart, clearCartInput, removeLineInput, setQuantityInput } from '../../shared/cart.schema.ts';
import { checked } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { CartService } from './cart.service.ts';

/** Every procedure answers the whole cart as it is afterwards; `CART_CONFLICT` carries it in its details. */
export function cartRouter(service: CartService) {
  return router({
    get: protectedProcedure.output(checked(cart)).query(({ ctx }) => service.get(ctx.anonUser)),

    /** So many more of an item. Never conflicts: two tabs that add both count. Safe to repeat with an `id`. */
    add: protectedProcedure
      .input(checked(addToCartInput))
      .output(checked(cart))
      .mutation(({ ctx, input }) => service.add(ctx.anonUser, input)),

    /** Exactly so many of an item. Safe to repeat. */
    setQuantity: protectedProcedure
      .input(checked(setQuantityInput))
      .output(checked(cart))
      .mutation(({ ctx, input }) => service.setQuantity(ctx.anonUser, input)),

    /** None of an item. Safe to repeat. */
    remove: protectedProcedure
      .input(checked(removeLineInput))
      .output(checked(cart))
      .mutation(({ ctx, input }) => service.remove(ctx.anonUser, input)),

    /** Nothing at all. Safe to repeat. */
    clear: protectedProcedure
      .input(checked(clearCartInput))
      .output(checked(cart))
      .mutation(({ ctx, input }) => service.clear(ctx.anonUser, input)),
  });
}
