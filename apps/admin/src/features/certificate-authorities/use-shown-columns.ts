import { useState } from 'react';
import { COLUMNS, DEFAULT_COLUMNS } from './columns.tsx';

/** The ids of the columns to show, kept in this browser. */
export function useShownColumns(): readonly [readonly string[], (shown: readonly string[]) => void] {
  const [shown, setShown] = useState(readKept);
  const keep = (chosen: readonly string[]): void => {
    localStorage.setItem(KEY, JSON.stringify(chosen));
    setShown(chosen);
  };
  return [shown, keep];
}

function readKept(): readonly string[] {
  const known = COLUMNS.map(({ id }) => id);
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '');
    if (Array.isArray(kept) && kept.includes('name')) return known.filter((id) => kept.includes(id));
  } catch {
    // Nothing kept yet, or by a version that kept it otherwise.
  }
  return DEFAULT_COLUMNS;
}

const KEY = 'signet-ca-columns';
