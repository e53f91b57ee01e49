import type { ReactNode } from 'react';

interface SectionProps {
  /** Anchor, and base of the heading's id. */
  readonly id: string;
  readonly heading: string;
  readonly intro?: string;
  readonly children: ReactNode;
}

/** A landmark of the page, named by its own heading. */
export function Section({ id, heading, intro, children }: SectionProps) {
  const headingId = `${id}-heading`;
  return (
    <section id={id} className={`section ${id}`} aria-labelledby={headingId}>
      <h2 id={headingId} className="section-heading">
        {heading}
      </h2>
      {intro !== undefined && <p className="section-intro">{intro}</p>}
      {children}
    </section>
  );
}
