import { Badge } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { MoreButton } from '../../components/more-button.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { formatTime } from '../../lib/format.ts';
import type { Schemas } from '../../lib/graph-api.ts';
import { useSession } from '../../lib/session.ts';
import { usersQuery } from './api.ts';

/** Everybody who can sign in, searched by user name; the search stands in the address. */
export function UsersPage() {
  const { search = '' } = ROUTE.useSearch();
  const navigate = ROUTE.useNavigate();
  const query = useInfiniteQuery(usersQuery(useSession(), search));
  return (
    <Page title="Users">
      <SearchField
        label="User name begins with"
        value={search}
        onChange={(text) => navigate({ search: text === '' ? {} : { search: text }, replace: true })}
      />
      {query.error && (
        <Failure title="The users could not be loaded" error={query.error} onRetry={() => query.refetch()} />
      )}
      {query.isPending && <Loading label="Loading users" />}
      {query.data && (
        <>
          <DataTable
            label="Users"
            columns={COLUMNS}
            items={query.data.pages.flatMap(({ value }) => value)}
            keyOf={({ id = '' }) => id}
            empty={search === '' ? 'There are no users yet.' : `No user name begins with «${search}».`}
          />
          <MoreButton query={query} />
        </>
      )}
    </Page>
  );
}

const ROUTE = getRouteApi('/users');

const COLUMNS: readonly Column<Schemas['User']>[] = [
  {
    id: 'name',
    label: 'Name',
    weight: 2,
    render: ({ id = '', displayName }) => (
      <RouterLink to="/users/$userId" params={{ userId: id }}>
        {displayName}
      </RouterLink>
    ),
  },
  { id: 'userName', label: 'User name', weight: 3, render: ({ userPrincipalName }) => userPrincipalName },
  {
    id: 'account',
    label: 'Account',
    width: '7rem',
    render: ({ accountEnabled }) => (
      <Badge appearance="tint" color={accountEnabled ? 'success' : 'danger'}>
        {accountEnabled ? 'Enabled' : 'Disabled'}
      </Badge>
    ),
  },
  {
    id: 'validFrom',
    label: 'Sessions valid from',
    weight: 2,
    render: ({ signInSessionsValidFromDateTime: time }) => (time ? formatTime(time) : 'Always'),
  },
];
