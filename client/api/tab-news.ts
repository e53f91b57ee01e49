import { type Mutation, useQueryClient } from '@tanstack/react-query';
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
    const isOurs = ({ options }: Mutation, name: unknown) => namespaceOf(options.mutationKey) === name;
    channel.onmessage = ({ data: name }) => {
      // The answer to a change of our own that is on its way will be newer than what we could fetch now.
      const isChanging = queryClient.isMutating({ predicate: (mutation) => isOurs(mutation as Mutation, name) }) > 0;
      if (!isChanging) void queryClient.invalidateQueries({ queryKey: [[name]] });
    };
    const unsubscribe = queryClient.getMutationCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      channel.postMessage(namespaceOf(event.mutation.options.mutationKey));
    });
    return () => {
      unsubscribe();
      channel.close();
    };
  }, [anonId, queryClient]);
  return null;
}
