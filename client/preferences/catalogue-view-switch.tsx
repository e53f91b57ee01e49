import { useState } from 'react';
import type { Preferences } from '../../shared/preferences.schema.ts';
import { useText } from '../i18n/use-language.ts';
import { GridIcon, ListIcon } from '../ui/icons.tsx';
import { OptionSwitch } from '../ui/option-switch.tsx';
import { useChoose } from './use-choose.ts';
import { usePreferences } from './use-preferences.ts';

type CatalogueView = NonNullable<Preferences['app']['catalogueView']>;

export function CatalogueViewSwitch() {
  const t = useText();
  const choose = useChoose();
  const chosen = usePreferences().app.catalogueView ?? 'grid';
  /** The press itself, which the preferences follow a moment later. */
  const [pressed, setPressed] = useState<CatalogueView | null>(null);
  return (
    <OptionSwitch
      label={t('items.arrangement')}
      value={pressed ?? chosen}
      onChange={(catalogueView) => {
        setPressed(catalogueView);
        choose({ app: { catalogueView } }, () => setPressed(null));
      }}
      options={[
        { value: 'grid', name: t('items.grid'), face: <GridIcon /> },
        { value: 'list', name: t('items.list'), face: <ListIcon /> },
      ]}
    />
  );
}
