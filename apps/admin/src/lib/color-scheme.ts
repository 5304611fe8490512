import { useSyncExternalStore } from 'react';

/** `system` follows the device; the others are the administrator's own choice in this browser. */
export type ColorScheme = 'system' | 'light' | 'dark';

/** The scheme in force, the choice behind it, and how to choose. */
export function useColorScheme(): {
  readonly chosen: ColorScheme;
  readonly isDark: boolean;
  readonly choose: (scheme: ColorScheme) => void;
} {
  const chosen = useSyncExternalStore(subscribe, readChoice);
  const systemIsDark = useSyncExternalStore(subscribe, () => DARK.matches);
  return { chosen, isDark: chosen === 'system' ? systemIsDark : chosen === 'dark', choose };
}

function choose(scheme: ColorScheme): void {
  localStorage.setItem(KEY, scheme);
  for (const listener of listeners) listener();
}

function readChoice(): ColorScheme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  DARK.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    DARK.removeEventListener('change', listener);
  };
}

const KEY = 'signet-color-scheme';
const DARK = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
