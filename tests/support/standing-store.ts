import type { Store } from '../../server/database/store.ts';

/** The store with some of its members replaced. */
export function standBefore(store: Store, replaced: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name in replaced) return Reflect.get(replaced, name);
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
