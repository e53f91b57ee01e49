import type { en } from './en.ts';

/** The same keys as English; a form for "exactly one" only where the language has one. */
export type SameShape<T> = { readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : SameShape<T[K]> };

export type Translation = SameShape<typeof en>;
