import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '../session/index.ts';

/** The router's folder that a procedure's key names: `cart` of `[['cart', 'add']]`. */
function namespaceOf(key: readonly unknown[] | undefined): unknown {
  return Array.isArray(key?.[0]) ? key[0][0] : undefined;
}

/**
 * Tells the visitor's other tabs which namespace a mutation of this one has changed, and fetches anew what theirs have
 * changed. Nothing but the name travels: each tab asks the server, which knows whom it answers.
 */
export function TabNews(): null {
  const queryClient = useQueryClient();
  const { anonId } = useSession();
  useEffect(() => {
    if (anonId === null || typeof BroadcastChannel === 'undefined') return;
    const channel = new BroadcastChannel(`passerby.news.${anonId}`);
    /** Heard of while a change of our own is on its way, which would be counted twice in what is fetched now. */
    const due = new Set<unknown>();
    const isChanging = (name: unknown) => queryClient.isMutating({ mutationKey: [[name]] }) > 0;
    const fetchDue = (name: unknown) => {
      if (isChanging(name) || !due.delete(name)) return;
      void queryClient.invalidateQueries({ queryKey: [[name]] });
    };
    channel.onmessage = ({ data: name }) => {
      due.add(name);
      fetchDue(name);
    };
    const unsubscribe = queryClient.getMutationCache().subscribe((event) => {
      if (event.type !== 'updated') return;
      const name = namespaceOf(event.mutation.options.mutationKey);
      if (event.action.type === 'success') channel.postMessage(name);
      fetchDue(name);
    });
    return () => {
      unsubscribe();
      channel.close();
    };
  }, [anonId, queryClient]);
  return null;
}
