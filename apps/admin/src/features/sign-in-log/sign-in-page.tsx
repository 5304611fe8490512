import { Subtitle1 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { formatTime } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { isSuccess, type SignIn, signInQuery } from './api.ts';
import { EvidenceTree } from './evidence-tree.tsx';
import { ResultBadge } from './result-badge.tsx';

/** Why one sign-in was accepted or refused: who, with what, and every check with its evidence. */
export function SignInPage() {
  const { signInId } = ROUTE.useParams();
  const { data, error, refetch } = useQuery(signInQuery(useSession(), signInId));
  const title = data === undefined ? 'Sign-in' : isSuccess(data) ? 'Accepted sign-in' : 'Refused sign-in';
  return (
    <Page title={title} above={<RouterLink to="/sign-ins">Sign-in log</RouterLink>}>
      {error && <Failure title="The sign-in could not be loaded" error={error} onRetry={() => refetch()} />}
      {!data && !error && <Loading label="Loading the sign-in" />}
      {data && <SignInFacts signIn={data} />}
      {data && (
        <>
          <Subtitle1 as="h2">Evidence</Subtitle1>
          <EvidenceTree checks={data.signetEvidence?.checks ?? []} />
        </>
      )}
    </Page>
  );
}

function SignInFacts({ signIn }: { readonly signIn: SignIn }) {
  const { status, signetEvidence: evidence, userId } = signIn;
  const refused = !isSuccess(signIn);
  return (
    <Facts
      facts={{
        Result: <ResultBadge signIn={signIn} />,
        Reason: refused
          ? `AADSTS${status.errorCode} (${evidence?.code}): ${status.failureReason}`
          : undefined,
        'How to mend it': evidence?.remedy ?? undefined,
        Time: formatTime(signIn.createdDateTime),
        User:
          userId === null ? (
            (signIn.userPrincipalName ?? 'Not known at this step')
          ) : (
            <RouterLink to="/users/$userId" params={{ userId }}>
              {signIn.userPrincipalName}
            </RouterLink>
          ),
        // A federation partner tells issuer and serial number only.
        Certificate: evidence?.certificate?.subject || undefined,
        'Issued by': evidence?.certificate?.issuer,
        'Serial number': evidence?.certificate?.serialNumber,
        'Asked by': evidence?.face,
        Application: signIn.appDisplayName ?? signIn.appId ?? undefined,
        'IP address': signIn.ipAddress ?? undefined,
        Client: signIn.userAgent ?? undefined,
        'Request id': signIn.id,
        'Correlation id': signIn.correlationId ?? undefined,
      }}
    />
  );
}

const ROUTE = getRouteApi('/sign-ins/$signInId');
