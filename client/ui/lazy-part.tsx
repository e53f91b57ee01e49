import { type ComponentType, useEffect, useState } from 'react';

interface LazyPartProps {
  /** Called when the part cannot be fetched, for instance without a connection. It is tried again by the next mount. */
  readonly onUnavailable: () => void;
}

export interface LazyPart<Props> {
  /** Nothing stands in its place until the code is here. */
  readonly Part: ComponentType<Props & LazyPartProps>;
  /** Fetches the code for who is about to ask for it. Never throws. */
  readonly preload: () => void;
}

/** A part of the page whose code is fetched when it is first shown. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let Loaded: ComponentType<Props> | null = null;
  const fetchCode = async () => {
    Loaded ??= await load();
  };
  function Part(props: Props & LazyPartProps) {
    const [, setIsHere] = useState(Loaded !== null);
    const { onUnavailable } = props;
    useEffect(() => {
      fetchCode().then(
        () => setIsHere(true),
        () => onUnavailable(),
      );
    }, [onUnavailable]);
    return Loaded && <Loaded {...props} />;
  }
  return { Part, preload: () => void fetchCode().catch(() => undefined) };
}
