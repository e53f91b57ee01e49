import { useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MoonIcon, SunIcon, SystemIcon } from './icons.tsx';
import { OptionSwitch } from './option-switch.tsx';

export function ColorSchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <OptionSwitch
      label={t('scheme.label')}
      value={colorScheme}
      onChange={setColorScheme}
      options={[
        { value: 'light', name: t('scheme.light'), face: <SunIcon /> },
        { value: 'dark', name: t('scheme.dark'), face: <MoonIcon /> },
        { value: 'auto', name: t('scheme.auto'), face: <SystemIcon /> },
      ]}
    />
  );
}
