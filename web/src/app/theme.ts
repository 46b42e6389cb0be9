import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Deep sea green: the one accent. */
const deep: MantineColorsTuple = [
  '#eef7f5',
  '#dcefeb',
  '#b6dcd5',
  '#8ec9be',
  '#6bb8ab',
  '#4aa496',
  '#2c8578',
  '#196f66',
  '#0f5c57',
  '#0a4744',
];

/** Ink of internal notes: the brown of a paper slip, never mistaken for sending. */
const note: MantineColorsTuple = [
  '#fdf5df',
  '#fbeec8',
  '#f4dc9b',
  '#ecc96c',
  '#dfb14a',
  '#c4922c',
  '#a87a1c',
  '#8c6411',
  '#73500a',
  '#573c05',
];

export const theme = createTheme({
  primaryColor: 'deep',
  primaryShade: { light: 8, dark: 5 },
  colors: { deep, note },
  autoContrast: true,
  fontFamily: "'IBM Plex Sans Arabic', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: { fontFamily: "'IBM Plex Sans Arabic', system-ui, sans-serif", fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontSizes: { xs: '0.78rem', sm: '0.875rem', md: '0.95rem', lg: '1.08rem', xl: '1.25rem' },
  lineHeights: { xs: '1.45', sm: '1.55', md: '1.65', lg: '1.6', xl: '1.5' },
  components: {
    /* Arabic needs room between the lines of an explanation. */
    InputWrapper: { styles: { description: { lineHeight: 1.6 } } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontWeight: 600 } },
    },
    Drawer: { styles: { title: { fontWeight: 600 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
  },
});
