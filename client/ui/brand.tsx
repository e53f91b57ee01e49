/** The product's mark, two footprints, and its name. */
export function Brand() {
  return (
    <span className="brand">
      <svg className="brand-mark" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" fill="var(--brand-night)" />
        <g fill="var(--brand-lamp)">
          <path d="M11.3 6.2c2.5 0 3.9 2.4 3.7 5.4-.2 2.4-1.1 3.9-3.5 3.9s-3.6-1.5-3.8-3.9c-.3-3 1.1-5.4 3.6-5.4Z" />
          <path d="M8.8 17.1h5.3c.1 2.1-.9 3.5-2.6 3.5s-2.7-1.4-2.7-3.5Z" />
          <path d="M20.9 11.4c2.5 0 3.9 2.4 3.6 5.4-.2 2.4-1.4 3.9-3.8 3.9s-3.3-1.5-3.5-3.9c-.2-3 1.2-5.4 3.7-5.4Z" />
          <path d="M18.1 22.3h5.3c0 2.1-1 3.5-2.7 3.5s-2.7-1.4-2.6-3.5Z" />
        </g>
      </svg>
      <span className="brand-name">Passerby</span>
    </span>
  );
}
