/** Adds an event listener where the target can have one. Returns the function that removes it. */
export function listenTo(target: Partial<EventTarget> | undefined, type: string, listener: (event: Event) => void): () => void {
  target?.addEventListener?.(type, listener);
  return () => target?.removeEventListener?.(type, listener);
}
