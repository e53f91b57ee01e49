import { MantineProvider } from '@mantine/core';
import { SessionNotices } from './anon/session-notices.tsx';
import { VisitorHue } from './anon/visitor-hue.tsx';
import { WhoSection } from './anon/who-section.tsx';
import { PasserbyProvider } from './api/api-provider.tsx';
import { apiUrl, sessionMode } from './api/build-settings.ts';
import { TabNews } from './api/tab-news.ts';
import { CartButton } from './cart/cart-button.tsx';
import { VisitorItems } from './items/visitor-items.tsx';
import { ApplyPreferences } from './preferences/apply-preferences.tsx';
import { PreferenceSwitches } from './preferences/preference-switches.tsx';
import { rememberedColorScheme } from './preferences/remembered-color-scheme.ts';
import { PageFooter } from './ui/page-footer.tsx';
import { PageHeader } from './ui/page-header.tsx';
import { theme } from './ui/theme.ts';
import { Toaster } from './ui/toaster.tsx';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={rememberedColorScheme} deduplicateCssVariables={false}>
      <PasserbyProvider url={apiUrl()} mode={sessionMode()}>
        <VisitorHue>
          <ApplyPreferences />
          <TabNews />
          <PageHeader switches={<PreferenceSwitches />}>
            <CartButton />
          </PageHeader>
          <main id="content" className="page-main" tabIndex={-1}>
            <SessionNotices />
            <WhoSection />
            <VisitorItems />
          </main>
          <PageFooter />
          <Toaster />
        </VisitorHue>
      </PasserbyProvider>
    </MantineProvider>
  );
}
