import { FluentProvider, Toaster } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { TOASTER } from '../components/use-notify.tsx';
import { useColorScheme } from '../lib/color-scheme.ts';
import { GraphError } from '../lib/graph-client.ts';
import { type Session, SessionContext } from '../lib/session.ts';
import { Gate } from './gate.tsx';
import { router } from './router.tsx';
import { DARK, LIGHT } from './theme.ts';

/** The admin center for somebody who is signed in. */
export function App({ session }: { readonly session: Session }) {
  return (
    <Themed>
      <SessionContext value={session}>
        <QueryClientProvider client={QUERIES}>
          <Gate>
            <RouterProvider router={router} />
          </Gate>
          <Toaster toasterId={TOASTER} position="bottom-end" />
        </QueryClientProvider>
      </SessionContext>
    </Themed>
  );
}

/** The theme that is in force, for what comes before the sign-in as well. */
export function Themed({ children }: { readonly children: ReactNode }) {
  const { isDark } = useColorScheme();
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return <FluentProvider theme={isDark ? DARK : LIGHT}>{children}</FluentProvider>;
}

const QUERIES = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only what the network did is worth another attempt.
      retry: (failures, error) => !(error instanceof GraphError) && failures < 2,
      staleTime: 5_000,
    },
  },
});
