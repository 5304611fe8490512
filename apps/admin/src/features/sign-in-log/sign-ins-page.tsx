import { Button, Field, makeStyles, Select, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
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
import { subjectOf } from '../../lib/sign-in-subject.ts';
import { isSuccess, type SignIn, signInsQuery } from './api.ts';
import { ResultBadge } from './result-badge.tsx';

/** Every decision, newest first; user and result of the filter stand in the address. */
export function SignInsPage() {
  const styles = useStyles();
  const { user = '', result } = ROUTE.useSearch();
  const navigate = ROUTE.useNavigate();
  const query = useInfiniteQuery(signInsQuery(useSession(), { user, result }));
  const rows = query.data?.pages.flatMap(({ value }) => value) ?? [];
  return (
    <Page
      title="Sign-in log"
      actions={
        <Button icon={<ArrowClockwiseRegular />} onClick={() => query.refetch()}>
          Reload
        </Button>
      }
    >
      <div className={styles.filters}>
        <SearchField
          label="User name begins with"
          value={user}
          onChange={(text) =>
            navigate({
              search: ({ user: _old, ...rest }) => (text ? { ...rest, user: text } : rest),
              replace: true,
            })
          }
        />
        <Field label="Result">
          <Select
            value={result ?? 'all'}
            onChange={(_event, { value }) =>
              navigate({
                search: ({ result: _old, ...rest }) =>
                  value === 'success' || value === 'refused' ? { ...rest, result: value } : rest,
                replace: true,
              })
            }
          >
            <option value="all">All</option>
            <option value="success">Success</option>
            <option value="refused">Refused</option>
          </Select>
        </Field>
      </div>
      {query.error && (
        <Failure title="The log could not be loaded" error={query.error} onRetry={() => query.refetch()} />
      )}
      {query.isPending && <Loading label="Loading the sign-in log" />}
      {query.data && (
        <>
          <DataTable
            label="Sign-ins"
            columns={COLUMNS}
            items={rows}
            keyOf={({ id, createdDateTime, clientAppUsed, status }) =>
              `${id} ${createdDateTime} ${clientAppUsed} ${status.errorCode}`
            }
            empty="No sign-in is recorded for this filter."
          />
          <MoreButton query={query} />
        </>
      )}
    </Page>
  );
}

const ROUTE = getRouteApi('/sign-ins');

const COLUMNS: readonly Column<SignIn>[] = [
  {
    id: 'time',
    label: 'Time',
    weight: 1.5,
    render: ({ id, createdDateTime }) => (
      <RouterLink to="/sign-ins/$signInId" params={{ signInId: id }}>
        {formatTime(createdDateTime)}
      </RouterLink>
    ),
  },
  { id: 'user', label: 'User', weight: 3, render: subjectOf },
  { id: 'result', label: 'Result', width: '6.5rem', render: (signIn) => <ResultBadge signIn={signIn} /> },
  {
    id: 'reason',
    label: 'Reason',
    weight: 3,
    render: (signIn) =>
      isSuccess(signIn) ? '' : `AADSTS${signIn.status.errorCode}: ${signIn.status.failureReason}`,
  },
  {
    id: 'app',
    label: 'Application',
    weight: 1.5,
    render: ({ appDisplayName, appId }) => appDisplayName ?? appId ?? '',
  },
  { id: 'ip', label: 'IP address', render: ({ ipAddress }) => ipAddress ?? '' },
];

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
});
