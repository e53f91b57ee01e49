import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The blue of the hour when the street lamps go on. */
const dusk: MantineColorsTuple = ['#eef0fc', '#dcdff5', '#b9bfea', '#949dde', '#757fd3', '#616bcb', '#5059bd', '#4149a6', '#373e8f', '#2b2f6b'];

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export const theme = createTheme({
  colors: { dusk },
  primaryColor: 'dusk',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: FONT,
  headings: { fontFamily: FONT },
  respectReducedMotion: true,
  cursorType: 'pointer',
});
