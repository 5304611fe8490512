import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
} from '@fluentui/react-components';

/** The green of the sign-in pages, from dark to light. */
const BRAND: BrandVariants = {
  10: '#031b18',
  20: '#062a26',
  30: '#083833',
  40: '#09473f',
  50: '#0a554d',
  60: '#0b6259',
  70: '#0d6e64',
  80: '#0f776c',
  90: '#178a7e',
  100: '#2a9a8d',
  110: '#43ab9e',
  120: '#5cbcaf',
  130: '#78ccc0',
  140: '#95dad1',
  150: '#b4e8e0',
  160: '#d6f4ef',
};

export const LIGHT: Theme = {
  ...createLightTheme(BRAND),
  // A step darker than Fluent's own, which is too light on the grounds of what is hovered and selected.
  colorBrandForeground1: BRAND[60],
  colorBrandForeground2: BRAND[60],
};

export const DARK: Theme = {
  ...createDarkTheme(BRAND),
  // Fluent's own choice for dark grounds is a step too dark for text.
  colorBrandForeground1: BRAND[120],
  colorBrandForeground2: BRAND[130],
  colorBrandForegroundLink: BRAND[120],
  colorBrandForegroundLinkHover: BRAND[130],
  colorBrandForegroundLinkPressed: BRAND[110],
};
