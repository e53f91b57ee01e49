import { useMantineColorScheme } from '@mantine/core';
import { useText } from '../i18n/use-language.ts';
import { MoonIcon, SunIcon, SystemIcon } from '../ui/icons.tsx';
import { OptionSwitch } from '../ui/option-switch.tsx';
import { useChoose } from './use-choose.ts';

export function ColorSchemeSwitch() {
  const t = useText();
  const choose = useChoose();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <OptionSwitch
      label={t('scheme.label')}
      value={colorScheme}
      onChange={(theme) => {
        setColorScheme(theme);
        choose({ theme });
      }}
      options={[
        { value: 'light', name: t('scheme.light'), face: <SunIcon /> },
        { value: 'dark', name: t('scheme.dark'), face: <MoonIcon /> },
        { value: 'auto', name: t('scheme.auto'), face: <SystemIcon /> },
      ]}
    />
  );
}
