import { Card, CardHeader, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueries } from '@tanstack/react-query';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { formatTime } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { subjectOf } from '../../lib/sign-in-subject.ts';
import { authoritiesSummary, countProblems, latestRefusals, organizationQuery } from './api.ts';

/** What an administrator wants to know first: is every CRL good, and who was refused. */
export function HomePage() {
  const styles = useStyles();
  const session = useSession();
  const [organization, authorities, refusals] = useQueries({
    queries: [organizationQuery(session), authoritiesSummary(session), latestRefusals(session)],
  });
  const error = organization.error ?? authorities.error ?? refusals.error;
  const loading = organization.isPending || authorities.isPending || refusals.isPending;
  return (
    <Page title={organization.data?.displayName ?? 'Home'}>
      {error && <Failure title="The overview could not be loaded" error={error} />}
      {loading && !error && <Loading label="Loading the overview" />}
      <div className={styles.cards}>
        {authorities.data && (
          <Card className={styles.card}>
            <CardHeader header={<h2 className={styles.title}>Certificate authorities</h2>} />
            <Text>{describeAuthorities(authorities.data.length, countProblems(authorities.data))}</Text>
            <RouterLink to="/certificate-authorities">Open certificate authorities</RouterLink>
          </Card>
        )}
        {organization.data && (
          <Card className={styles.card}>
            <CardHeader header={<h2 className={styles.title}>Domains</h2>} />
            <ul className={styles.list}>
              {organization.data.verifiedDomains.map(({ name, type }) => (
                <li key={name}>
                  {name} <span className={styles.quiet}>{type}</span>
                </li>
              ))}
            </ul>
            <RouterLink to="/users">Open users</RouterLink>
          </Card>
        )}
        {refusals.data && (
          <Card className={styles.card}>
            <CardHeader header={<h2 className={styles.title}>Latest refusals</h2>} />
            {refusals.data.length === 0 && <Text>Nobody was refused lately.</Text>}
            <ul className={styles.list}>
              {refusals.data.map((signIn) => (
                <li key={`${signIn.id} ${signIn.status.errorCode}`}>
                  <RouterLink to="/sign-ins/$signInId" params={{ signInId: signIn.id }}>
                    {subjectOf(signIn)}, {formatTime(signIn.createdDateTime)}
                  </RouterLink>
                  <div className={styles.quiet}>{signIn.status.failureReason}</div>
                </li>
              ))}
            </ul>
            <RouterLink to="/sign-ins">Open the sign-in log</RouterLink>
          </Card>
        )}
      </div>
    </Page>
  );
}

function describeAuthorities(count: number, problems: number): string {
  if (count === 0) return 'None is trusted yet: upload the root and every intermediate authority.';
  const trusted = count === 1 ? '1 is trusted.' : `${count} are trusted.`;
  if (problems === 0) return `${trusted} Every CRL is valid.`;
  return `${trusted} ${problems === 1 ? '1 CRL needs' : `${problems} CRLs need`} attention.`;
}

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gap: tokens.spacingHorizontalL,
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 20rem), 1fr))',
    alignItems: 'start',
  },
  card: { overflowWrap: 'anywhere' },
  title: { margin: 0, fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', gap: tokens.spacingVerticalS },
  quiet: { color: tokens.colorNeutralForeground3 },
});
