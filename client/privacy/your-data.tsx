import { useCallback, useEffect, useRef, useState } from 'react';
import { lazyPart } from '../ui/lazy-part.tsx';

const section = lazyPart(() => import('./privacy-section.tsx').then((module) => module.PrivacySection));

/** At the foot of the page, and fetched when the reader comes near it. */
export function YourData() {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setIsNear] = useState(false);
  const stayAway = useCallback(() => setIsNear(false), []);
  useEffect(() => {
    if (isNear || place.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setIsNear(entry?.isIntersecting === true));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isNear]);
  return (
    <div ref={place} className="your-data">
      {isNear && <section.Part onUnavailable={stayAway} />}
    </div>
  );
}
