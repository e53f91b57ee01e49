import { useSession } from '../session/index.ts';
import { trpc } from './trpc.ts';

/**
 * Whether the page still belongs to the visitor of this rendering: an answer may come when it belongs to somebody else
 * already. False in doubt, as long as the page has not been told whose it is.
 */
export function useIsSameVisitor(): () => boolean {
  const utils = trpc.useUtils();
  const { anonId } = useSession();
  return () => anonId !== null && utils.anon.me.getData()?.anonId === anonId;
}
