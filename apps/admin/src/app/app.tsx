import { Toaster } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { TOASTER } from '../components/use-notify.tsx';
import { GraphError } from '../lib/graph-client.ts';
import { type Session, SessionContext } from '../lib/session.ts';
import { Gate } from './gate.tsx';
import { router } from './router.tsx';
import { Themed } from './themed.tsx';

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

const QUERIES = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only what the network did is worth another attempt.
      retry: (failures, error) => !(error instanceof GraphError) && failures < 2,
      staleTime: 5_000,
    },
  },
});
