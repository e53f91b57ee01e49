/** A short message that appears over the page. */
export interface Toast {
  readonly id: number;
  /** `spoken` is read out and not seen: for what the page shows anyway. */
  readonly tone: 'spoken' | 'bad';
  readonly text: string;
  /** Offered as a button; the toast goes away when it is used. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const SPOKEN_MS = 4_000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Bad news stays until the reader has dismissed it; the same news again replaces the old. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  const id = lastId;
  replace([...toasts.filter((shown) => shown.text !== toast.text), { ...toast, id }]);
  if (toast.tone === 'spoken') setTimeout(() => dismissToast(id), SPOKEN_MS);
}

export function dismissToast(id: number): void {
  replace(toasts.filter((toast) => toast.id !== id));
}

/** For a new visitor on the page: what was said to the one before tells what that one did. */
export function clearToasts(): void {
  replace([]);
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function replace(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
