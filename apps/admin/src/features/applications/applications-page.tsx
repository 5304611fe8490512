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
import { useSession } from '../../lib/session.ts';
import { type Application, applicationsQuery } from './api.ts';

/** The applications that are registered, searched by name; the search stands in the address. */
export function ApplicationsPage() {
  const { search = '' } = ROUTE.useSearch();
  const navigate = ROUTE.useNavigate();
  const query = useInfiniteQuery(applicationsQuery(useSession(), search));
  return (
    <Page title="App registrations">
      <SearchField
        label="Name begins with"
        value={search}
        onChange={(text) => navigate({ search: text === '' ? {} : { search: text }, replace: true })}
      />
      {query.error && (
        <Failure
          title="The applications could not be loaded"
          error={query.error}
          onRetry={() => query.refetch()}
        />
      )}
      {query.isPending && <Loading label="Loading applications" />}
      {query.data && (
        <>
          <DataTable
            label="App registrations"
            columns={COLUMNS}
            items={query.data.pages.flatMap(({ value }) => value)}
            keyOf={({ id = '' }) => id}
            empty={search === '' ? 'No application is registered yet.' : `No name begins with «${search}».`}
          />
          <MoreButton query={query} />
        </>
      )}
    </Page>
  );
}

const ROUTE = getRouteApi('/applications');

const COLUMNS: readonly Column<Application>[] = [
  {
    id: 'name',
    label: 'Name',
    weight: 2,
    render: ({ id = '', displayName }) => (
      <RouterLink to="/applications/$applicationId" params={{ applicationId: id }}>
        {displayName}
      </RouterLink>
    ),
  },
  { id: 'appId', label: 'Application (client) id', weight: 3, render: ({ appId }) => appId },
  {
    id: 'created',
    label: 'Created on',
    weight: 2,
    render: ({ createdDateTime: time }) => (time ? formatTime(time) : ''),
  },
];
