import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties. */
    readonly [name: `--${string}`]: string | number | undefined;
  }
}
