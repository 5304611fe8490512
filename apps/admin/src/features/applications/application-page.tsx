import { Checkbox, Field } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { useSession } from '../../lib/session.ts';
import { type Application, applicationQuery, useSetIdTokenIssuance } from './api.ts';

/** One application: where people come back to, and what the authorize endpoint itself may give it. */
export function ApplicationPage() {
  const { applicationId } = ROUTE.useParams();
  const { data, error, refetch } = useQuery(applicationQuery(useSession(), applicationId));
  return (
    <Page
      title={data?.displayName ?? 'Application'}
      above={<RouterLink to="/applications">All app registrations</RouterLink>}
    >
      {error && (
        <Failure title="The application could not be loaded" error={error} onRetry={() => refetch()} />
      )}
      {!data && !error && <Loading label="Loading the application" />}
      {data && <ApplicationFacts application={data} />}
      {data && <ImplicitGrantSection application={data} />}
    </Page>
  );
}

function ApplicationFacts({ application }: { readonly application: Application }) {
  const { appId, web, spa, publicClient } = application;
  return (
    <Facts
      facts={{
        'Application (client) id': appId,
        'Redirect URIs: web': web?.redirectUris.join(', ') || 'None',
        'Redirect URIs: single-page application': spa?.redirectUris.join(', ') || 'None',
        'Redirect URIs: mobile and desktop': publicClient?.redirectUris.join(', ') || 'None',
        'Front-channel logout URL': web?.logoutUrl ?? 'None',
      }}
    />
  );
}

function ImplicitGrantSection({ application }: { readonly application: Application }) {
  const { id = '', displayName, web } = application;
  const setIssuance = useSetIdTokenIssuance(id);
  const notify = useNotify();
  const isOn = web?.implicitGrantSettings.enableIdTokenIssuance === true;
  const change = (wanted: boolean): void => {
    if (setIssuance.isPending) return;
    const words = wanted ? 'may have ID tokens now' : 'has no ID tokens any more';
    setIssuance.mutate(wanted, { onSuccess: () => notify(`${displayName} ${words}.`) });
  };
  return (
    <Section
      title="Implicit grant and hybrid flows"
      about="Tokens that the application gets from the authorization endpoint itself. Access tokens come from the token endpoint alone."
    >
      {setIssuance.error && <Failure title="Nothing was changed" error={setIssuance.error} />}
      <Field hint="ASP.NET Core asks for response_type id_token or code id_token unless it is told otherwise.">
        <Checkbox
          label="ID tokens (used for implicit and hybrid flows)"
          // What was chosen, until the server has said what it is: a disabled box would lose the focus.
          checked={setIssuance.isPending ? setIssuance.variables : isOn}
          onChange={(_event, { checked }) => change(checked === true)}
        />
      </Field>
    </Section>
  );
}

const ROUTE = getRouteApi('/applications/$applicationId');
