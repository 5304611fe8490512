import { FluentProvider } from '@fluentui/react-components';
import { type ReactNode, useEffect } from 'react';
import { useColorScheme } from '../lib/color-scheme.ts';
import { DARK, LIGHT } from './theme.ts';

/** The theme that is in force, for what comes before the sign-in as well. */
export function Themed({ children }: { readonly children: ReactNode }) {
  const { isDark } = useColorScheme();
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return <FluentProvider theme={isDark ? DARK : LIGHT}>{children}</FluentProvider>;
}
