import { eraseReceipt, exportDocument } from '../../shared/privacy.schema.ts';
import { checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { PrivacyService } from './privacy.service.ts';

export function privacyRouter(privacy: PrivacyService) {
  return router({
    /** Everything held on the visitor; refused with `EXPORT_TOO_LARGE` beyond what fits in one answer. Safe to repeat. */
    export: protectedProcedure.output(checkedOutput(exportDocument)).query(({ ctx }) => privacy.export(ctx.anonUser.id)),

    /** Removes everything held on the visitor and ends their sessions. A repeat is refused with `VISITOR_RETIRED`. */
    erase: protectedProcedure.output(checkedOutput(eraseReceipt)).mutation(({ ctx }) => privacy.erase(ctx.anonUser.id)),
  });
}
