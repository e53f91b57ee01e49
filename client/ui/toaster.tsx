import { VisuallyHidden } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ToastCard } from './toast-card.tsx';
import { clearToasts, currentToasts, subscribeToToasts } from './toasts.ts';

/** Where toasts appear. Always in the document: a live region that is added later is not read out. */
export function Toaster() {
  const { t } = useTranslation();
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts);
  // The session provider mounts the page anew for every visitor.
  useEffect(clearToasts, []);
  return (
    <section className="toaster" aria-label={t('toast.region')}>
      <div role="status" aria-atomic="false">
        {toasts.map((toast) =>
          toast.tone === 'spoken' ? <VisuallyHidden key={toast.id}>{toast.text}</VisuallyHidden> : <ToastCard key={toast.id} toast={toast} />,
        )}
      </div>
    </section>
  );
}
