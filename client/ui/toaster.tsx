import { useEffect, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { useText } from '../i18n/use-language.ts';
import { ToastCard } from './toast-card.tsx';
import { useToastHost } from './toast-host.ts';
import { clearToasts, currentToasts, subscribeToToasts } from './toasts.ts';
import { VisuallyHidden } from './visually-hidden.tsx';

/** Where toasts appear. Always in the document: a live region that is added later is not read out. */
export function Toaster() {
  const t = useText();
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts);
  const host = useToastHost();
  // The session provider mounts the page anew for every visitor.
  useEffect(clearToasts, []);
  const region = (
    <section className="toaster" aria-label={t('toast.region')}>
      <div role="status" aria-atomic="false">
        {toasts.map((toast) =>
          toast.tone === 'spoken' ? <VisuallyHidden key={toast.id}>{toast.text}</VisuallyHidden> : <ToastCard key={toast.id} toast={toast} />,
        )}
      </div>
    </section>
  );
  return host === null ? region : createPortal(region, host);
}
