import { type ComponentType, useEffect, useState } from 'react';

interface LazyPartProps {
  /** Called when the part cannot be fetched, for instance without a connection. It is tried again by the next mount. */
  readonly onUnavailable: () => void;
}

/** A part of the page whose code is fetched when it is first shown; nothing stands in its place until then. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props & LazyPartProps> {
  let Part: ComponentType<Props> | null = null;
  return function LazyPart(props: Props & LazyPartProps) {
    const [, setIsHere] = useState(Part !== null);
    const { onUnavailable } = props;
    useEffect(() => {
      if (Part !== null) return;
      load().then(
        (loaded) => {
          Part = loaded;
          setIsHere(true);
        },
        () => onUnavailable(),
      );
    }, [onUnavailable]);
    return Part && <Part {...props} />;
  };
}
