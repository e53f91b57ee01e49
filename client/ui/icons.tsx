import type { ReactNode, SVGProps } from 'react';

type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'>;

/** Decorative: the control around it carries the name. */
function stroke(shape: ReactNode) {
  return function Icon(props: IconProps) {
    return (
      <svg viewBox="0 0 24 24" width="1.15em" height="1.15em" fill="none" stroke="currentColor" strokeWidth={1.8}
        strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" {...props}>
        {shape}
      </svg>
    );
  };
}

export const EyeIcon = stroke(<><path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" /><circle cx="12" cy="12" r="2.8" /></>);
export const HeartIcon = stroke(<path d="M12 20S3.5 15.2 3.5 9.3A4.6 4.6 0 0 1 12 6.9a4.6 4.6 0 0 1 8.5 2.4C20.5 15.2 12 20 12 20Z" />);
export const BookmarkIcon = stroke(<path d="M6.5 4.5h11v15.5L12 16l-5.5 4Z" />);
export const PenIcon = stroke(<><path d="m4 20 1-4.5L15.8 4.7a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19Z" /><path d="m13.5 7 3.5 3.5" /></>);
export const CopyIcon = stroke(<><rect x="8.5" y="8.5" width="11" height="11" rx="2.5" /><path d="M15.5 8.5V7A2.5 2.5 0 0 0 13 4.5H7A2.5 2.5 0 0 0 4.5 7v6A2.5 2.5 0 0 0 7 15.5h1.5" /></>);
export const CheckIcon = stroke(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const CrossIcon = stroke(<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />);
export const RetryIcon = stroke(<><path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3" /><path d="M19.8 3.5v4h-4" /></>);
export const SunIcon = stroke(<><circle cx="12" cy="12" r="4" /><path d="M12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4" /></>);
export const MoonIcon = stroke(<path d="M19.8 14.6A8.2 8.2 0 0 1 9.4 4.2a8.2 8.2 0 1 0 10.4 10.4Z" />);
export const SystemIcon = stroke(<><rect x="3.5" y="4.5" width="17" height="11.5" rx="2" /><path d="M9 20h6M12 16v4" /></>);
export const CloudOffIcon = stroke(<><path d="M8.5 6.6A5.5 5.5 0 0 1 17.3 10a4 4 0 0 1 2.8 6.3M17 17.5H7a4.2 4.2 0 0 1-.7-8.3" /><path d="m4 4 16 16" /></>);
export const TabIcon = stroke(<><rect x="3.5" y="5" width="17" height="14" rx="2.5" /><path d="M3.5 9.5h17M10.5 5v4.5" /></>);
export const WaveIcon = stroke(<><path d="M4 9c2.5-3 5.5-3 8 0s5.5 3 8 0" /><path d="M4 15.5c2.5-3 5.5-3 8 0s5.5 3 8 0" /></>);
export const PlusIcon = stroke(<path d="M12 5.5v13M5.5 12h13" />);
export const MinusIcon = stroke(<path d="M5.5 12h13" />);
export const CartIcon = stroke(<><path d="M5.5 8.5h13l1 11h-15Z" /><path d="M9 10.5V7a3 3 0 0 1 6 0v3.5" /></>);
export const SearchIcon = stroke(<><circle cx="11" cy="11" r="6" /><path d="m15.5 15.5 4.5 4.5" /></>);
export const GridIcon = stroke(<path d="M5 5h5.5v5.5H5ZM13.5 5H19v5.5h-5.5ZM5 13.5h5.5V19H5ZM13.5 13.5H19V19h-5.5Z" />);
export const ListIcon = stroke(<path d="M4.5 7h15M4.5 12h15M4.5 17h15" />);
