import { useSyncExternalStore } from 'react';

/** The time, in milliseconds, anew every five seconds: «3 minutes ago» must not stand still. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read);
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, STEP);
  return () => clearInterval(timer);
}

/** The same value between two steps, or React would render without end. */
function read(): number {
  return Math.floor(Date.now() / STEP) * STEP;
}

const STEP = 5_000;
