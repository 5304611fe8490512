import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { GraphError } from '../lib/graph-client.ts';
import { useSession } from '../lib/session.ts';

/** Tells somebody who is no administrator so, once, instead of a refusal on every page. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const { graph, config, authentication } = useSession();
  const { error, isPending, refetch } = useQuery({
    queryKey: ['gate'],
    queryFn: () =>
      graph.call('GET /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration', {
        path: { organizationId: config.tenantId },
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isPending) return <Loading label="Opening the admin center" />;
  if (error === null) return children;
  const denied = error instanceof GraphError && error.status === 403;
  return (
    <main>
      <Page title={denied ? 'You are not an administrator' : 'The admin center could not be opened'}>
        {denied && (
          <p>
            You are signed in as {authentication.userName}, who does not have the role Global Administrator.
            Sign out and come back as somebody who has it.
          </p>
        )}
        <Failure
          title={denied ? 'The server said' : 'The server refused'}
          error={error}
          onRetry={() => refetch()}
        />
        <div>
          <Button appearance="primary" onClick={() => authentication.signOut()}>
            Sign out
          </Button>
        </div>
      </Page>
    </main>
  );
}
