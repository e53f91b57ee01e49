import { useText } from '../i18n/use-language.ts';
import { GridIcon, ListIcon } from '../ui/icons.tsx';
import { OptionSwitch } from '../ui/option-switch.tsx';
import { useChoose } from './use-choose.ts';
import { usePreferences } from './use-preferences.ts';

export function CatalogueViewSwitch() {
  const t = useText();
  const choose = useChoose();
  const { app } = usePreferences();
  return (
    <OptionSwitch
      label={t('items.arrangement')}
      value={app.catalogueView ?? 'grid'}
      onChange={(catalogueView) => choose({ app: { catalogueView } })}
      options={[
        { value: 'grid', name: t('items.grid'), face: <GridIcon /> },
        { value: 'list', name: t('items.list'), face: <ListIcon /> },
      ]}
    />
  );
}
