import { createContext, useContext } from 'react';
import type { Authentication } from './authentication.ts';
import type { AdminConfig } from './config.ts';
import type { GraphClient } from './graph-client.ts';

/** What every page works with once somebody is signed in. */
export interface Session {
  readonly config: AdminConfig;
  readonly authentication: Authentication;
  readonly graph: GraphClient;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new TypeError('outside of a session');
  return session;
}
