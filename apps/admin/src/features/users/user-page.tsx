import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { EditRegular, SignOutRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { formatTime } from '../../lib/format.ts';
import type { Schemas } from '../../lib/graph-api.ts';
import { useSession } from '../../lib/session.ts';
import { useRevokeSessions, userQuery } from './api.ts';
import { EditPanel } from './edit-panel.tsx';

/** One person: what certificates lead to them, and since when their sessions count. */
export function UserPage() {
  const { userId } = ROUTE.useParams();
  const { data, error, refetch } = useQuery(userQuery(useSession(), userId));
  const focusTarget = useRestoreFocusTarget();
  const [open, setOpen] = useState<'edit' | 'revoke'>();
  const close = (): void => setOpen(undefined);
  const notify = useNotify();
  return (
    <Page
      title={data?.displayName ?? 'User'}
      above={<RouterLink to="/users">All users</RouterLink>}
      actions={
        data && (
          <>
            <Button {...focusTarget} icon={<EditRegular />} onClick={() => setOpen('edit')}>
              Edit
            </Button>
            <Button {...focusTarget} icon={<SignOutRegular />} onClick={() => setOpen('revoke')}>
              Revoke sessions
            </Button>
          </>
        )
      }
    >
      {error && <Failure title="The user could not be loaded" error={error} onRetry={() => refetch()} />}
      {!data && !error && <Loading label="Loading the user" />}
      {data && <UserFacts user={data} />}
      {data && open === 'edit' && (
        <EditPanel
          user={data}
          onClose={close}
          onDone={() => {
            close();
            notify(`${data.displayName} was changed.`);
          }}
        />
      )}
      {data && open === 'revoke' && <RevokeDialog user={data} onClose={close} />}
    </Page>
  );
}

function UserFacts({ user }: { readonly user: Schemas['User'] }) {
  const { signInSessionsValidFromDateTime: validFrom, authorizationInfo, signetRoles = [] } = user;
  return (
    <Facts
      facts={{
        'User name': user.userPrincipalName,
        'First name': user.givenName ?? 'None',
        'Last name': user.surname ?? 'None',
        Account: user.accountEnabled ? 'Enabled' : 'Disabled',
        'Sessions valid from': validFrom ? formatTime(validFrom) : 'Always: no session was ever revoked',
        Roles: signetRoles.join(', ') || 'None',
        'Mail addresses': user.proxyAddresses?.map((address) => address.replace(/^smtp:\s*/i, '')).join(', '),
        'Certificate user ids': authorizationInfo?.certificateUserIds.join(', ') || 'None',
        'Immutable id': user.onPremisesImmutableId ?? 'None',
        'Object id': user.id,
        'Sign-ins': (
          <RouterLink to="/sign-ins" search={{ user: user.userPrincipalName ?? '' }}>
            Show in the sign-in log
          </RouterLink>
        ),
      }}
    />
  );
}

function RevokeDialog({ user, onClose }: { readonly user: Schemas['User']; readonly onClose: () => void }) {
  const revoke = useRevokeSessions(user.id ?? '');
  const notify = useNotify();
  return (
    <ConfirmDialog
      title={`Revoke the sessions of ${user.displayName}?`}
      action="Revoke sessions"
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(undefined, {
          onSuccess: () => {
            onClose();
            notify(`The sessions of ${user.displayName} were revoked.`);
          },
        })
      }
    >
      <p>
        They must sign in again everywhere. To keep a certificate out for good, revoke it at its authority:
        its CRL has to be published after this moment.
      </p>
    </ConfirmDialog>
  );
}

const ROUTE = getRouteApi('/users/$userId');
