import type { ReactNode } from 'react';

interface SectionProps {
  /** Anchor, and base of the heading's id. */
  readonly id: string;
  readonly heading: string;
  readonly intro?: string;
  /** Stands beside the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A landmark of the page, named by its own heading. */
export function Section({ id, heading, intro, aside, children }: SectionProps) {
  const headingId = `${id}-heading`;
  return (
    <section id={id} className={`section ${id}`} aria-labelledby={headingId}>
      <div className="section-head">
        <h2 id={headingId} className="section-heading">
          {heading}
        </h2>
        {aside}
      </div>
      {intro !== undefined && <p className="section-intro">{intro}</p>}
      {children}
    </section>
  );
}
