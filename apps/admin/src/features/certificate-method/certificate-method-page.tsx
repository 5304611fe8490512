import { Button, Switch } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { useSession } from '../../lib/session.ts';
import { knownQuery, type Policy, policyQuery, useSavePolicy } from './api.ts';
import { BindingSection } from './binding-section.tsx';
import { ScopeSection } from './scope-section.tsx';
import { StrengthSection } from './strength-section.tsx';
import { TargetSection } from './target-section.tsx';

/** The policy of the certificate method: changed on the page, and stored as a whole by «Save». */
export function CertificateMethodPage() {
  const session = useSession();
  const stored = useQuery(policyQuery(session));
  const known = useQuery(knownQuery(session));
  const [draft, setDraft] = useState<Policy>();
  const save = useSavePolicy();
  const notify = useNotify();
  const policy = draft ?? stored.data;
  const error = stored.error ?? known.error;
  const change = (changes: Partial<Policy>): void => {
    if (policy !== undefined) setDraft({ ...policy, ...changes });
  };
  const discard = (): void => {
    setDraft(undefined);
    save.reset();
  };
  return (
    <Page
      title="Certificate method"
      actions={
        <>
          <Button
            appearance="primary"
            disabledFocusable={draft === undefined || save.isPending}
            onClick={() =>
              draft &&
              save.mutate(draft, {
                onSuccess: () => {
                  setDraft(undefined);
                  notify('The policy was saved.');
                },
              })
            }
          >
            {save.isPending ? 'Saving …' : 'Save'}
          </Button>
          <Button disabledFocusable={draft === undefined} onClick={discard}>
            Discard
          </Button>
        </>
      }
    >
      {save.error && <Failure title="The policy was not saved" error={save.error} />}
      {error && (
        <Failure
          title="The policy could not be loaded"
          error={error}
          onRetry={() => Promise.all([stored.refetch(), known.refetch()])}
        />
      )}
      {!error && !(policy && known.data) && <Loading label="Loading the policy" />}
      {policy && known.data && (
        <>
          <TargetSection policy={policy} known={known.data} onChange={change} />
          <BindingSection
            bindings={policy.certificateUserBindings}
            onChange={(certificateUserBindings) => change({ certificateUserBindings })}
          />
          <StrengthSection
            strength={policy.authenticationModeConfiguration}
            known={known.data}
            onChange={(authenticationModeConfiguration) => change({ authenticationModeConfiguration })}
          />
          <ScopeSection
            scopes={policy.certificateAuthorityScopes}
            known={known.data}
            onChange={(certificateAuthorityScopes) => change({ certificateAuthorityScopes })}
          />
          <Switches policy={policy} onChange={change} />
        </>
      )}
    </Page>
  );
}

function Switches({
  policy,
  onChange,
}: {
  readonly policy: Policy;
  readonly onChange: (changes: Partial<Policy>) => void;
}) {
  const { issuerHintsConfiguration: hints, crlValidationConfiguration: crl } = policy;
  return (
    <Section
      title="Issuer hints and CRLs"
      about="Hints name the trusted authorities to the browser, which then offers only their certificates. Required CRLs refuse certificates of authorities without a CRL."
    >
      <Switch
        label="Issuer hints"
        checked={hints?.state === 'enabled'}
        onChange={(_event, { checked }) =>
          onChange({ issuerHintsConfiguration: { state: stateOf(checked) } })
        }
      />
      <Switch
        label="Require CRL validation"
        checked={crl.state === 'enabled'}
        onChange={(_event, { checked }) =>
          onChange({ crlValidationConfiguration: { ...crl, state: stateOf(checked) } })
        }
      />
      {crl.exemptedCertificateAuthoritiesSubjectKeyIdentifiers.length > 0 && (
        <p>
          Exempt from it are the authorities{' '}
          {crl.exemptedCertificateAuthoritiesSubjectKeyIdentifiers.join(', ')}.
        </p>
      )}
    </Section>
  );
}

function stateOf(checked: boolean): 'enabled' | 'disabled' {
  return checked ? 'enabled' : 'disabled';
}
