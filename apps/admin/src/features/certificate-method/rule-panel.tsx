import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { Choice } from '../../components/choice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import type { Known, Rule } from './api.ts';
import { AFFINITIES, MODES, RULE_TYPES } from './words.ts';

interface RulePanelProps {
  readonly known: Known;
  readonly onAdd: (rule: Rule) => void;
  readonly onClose: () => void;
}

/** One strength rule: for which certificates, and what they are worth. The server checks it when all is saved. */
export function RulePanel({ known, onAdd, onClose }: RulePanelProps) {
  const [type, setType] = useState<Rule['x509CertificateRuleType']>('policyOID');
  const [issuer, setIssuer] = useState(known.authorities[0]?.ski ?? '');
  const [oid, setOid] = useState('');
  const [oidError, setOidError] = useState<string>();
  const [mode, setMode] = useState<Rule['x509CertificateAuthenticationMode']>('x509CertificateMultiFactor');
  const [affinity, setAffinity] = useState<'low' | 'high'>('low');
  const asksIssuer = type !== 'policyOID';
  const asksOid = type !== 'issuerSubject';
  const submit = (): void => {
    if (asksOid && !OID.test(oid.trim())) {
      setOidError('Write the policy as digits with dots, like 1.2.3.4.');
      return;
    }
    onAdd({
      x509CertificateRuleType: type,
      ...(asksIssuer && { issuerSubjectIdentifier: issuer }),
      ...(asksOid && { policyOidIdentifier: oid.trim() }),
      x509CertificateAuthenticationMode: mode,
      x509CertificateRequiredAffinityLevel: affinity,
    });
  };
  return (
    <SidePanel
      title="Add strength rule"
      action="Add rule"
      busyAction="Adding …"
      busy={false}
      onSubmit={submit}
      onClose={onClose}
    >
      <Choice label="Rule for" value={type} options={RULE_TYPES} onChange={setType} />
      {asksIssuer && (
        <Choice
          label="Certificate issuer"
          value={issuer}
          options={Object.fromEntries(known.authorities.map(({ ski, name }) => [ski, name]))}
          onChange={setIssuer}
        />
      )}
      {asksOid && (
        <Field
          label="Policy OID"
          hint="Of the certificate policies of the certificate; matched exactly."
          required
          {...(oidError && { validationMessage: oidError })}
        >
          <Input value={oid} onChange={(_event, { value }) => setOid(value)} />
        </Field>
      )}
      <Choice label="Protection level" value={mode} options={MODES} onChange={setMode} />
      <Choice label="Required affinity" value={affinity} options={AFFINITIES} onChange={setAffinity} />
    </SidePanel>
  );
}

const OID = /^[0-2](?:\.(?:0|[1-9]\d*))+$/;
