import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { Choice } from '../../components/choice.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { RowButton, RowButtons } from '../../components/row-button.tsx';
import { FieldRow, Section } from '../../components/section.tsx';
import type { Known, Policy, Rule, Strength } from './api.ts';
import { RulePanel } from './rule-panel.tsx';
import { AFFINITIES, MODES, RULE_TYPES } from './words.ts';

interface StrengthSectionProps {
  readonly strength: Policy['authenticationModeConfiguration'];
  readonly known: Known;
  readonly onChange: (strength: Strength) => void;
}

/** What a certificate is worth: one factor or two, and how closely it must be bound. */
export function StrengthSection({ strength, known, onChange }: StrengthSectionProps) {
  const now = strength ?? NOTHING_SET;
  const [adding, setAdding] = useState(false);
  const focusTarget = useRestoreFocusTarget();
  return (
    <Section
      title="Authentication strength"
      about="What a certificate is worth. A rule for issuer and policy goes before one for a policy, that before one for an issuer, that before the default."
    >
      <FieldRow>
        <Choice
          label="Protection level by default"
          value={now.x509CertificateAuthenticationDefaultMode}
          options={MODES}
          onChange={(mode) => onChange({ ...now, x509CertificateAuthenticationDefaultMode: mode })}
        />
        <Choice
          label="Required affinity by default"
          value={now.x509CertificateDefaultRequiredAffinityLevel ?? 'low'}
          options={AFFINITIES}
          onChange={(level) => onChange({ ...now, x509CertificateDefaultRequiredAffinityLevel: level })}
        />
      </FieldRow>
      <DataTable
        label="Strength rules"
        columns={[
          ...COLUMNS,
          removeColumn((rule) => onChange({ ...now, rules: now.rules.filter((other) => other !== rule) })),
        ]}
        items={now.rules}
        keyOf={(rule) => `${rule.x509CertificateRuleType} ${describe(rule)}`}
        empty="No rules: every certificate is worth what the default says."
      />
      <div>
        <Button {...focusTarget} icon={<AddRegular />} onClick={() => setAdding(true)}>
          Add rule
        </Button>
      </div>
      {adding && (
        <RulePanel
          known={known}
          onClose={() => setAdding(false)}
          onAdd={(rule) => {
            setAdding(false);
            onChange({ ...now, rules: [...now.rules, rule] });
          }}
        />
      )}
    </Section>
  );
}

function removeColumn(onRemove: (rule: Rule) => void): Column<Rule> {
  return {
    id: 'actions',
    label: 'Actions',
    width: '8rem',
    render: (rule) => (
      <RowButtons>
        <RowButton
          label={`Remove the rule for ${describe(rule)}`}
          icon={<DeleteRegular />}
          onClick={() => onRemove(rule)}
        >
          Remove
        </RowButton>
      </RowButtons>
    ),
  };
}

/** Older clients write issuer or policy into `identifier`. */
function describe(rule: Rule): string {
  const parts = [rule.issuerSubjectIdentifier, rule.policyOidIdentifier].filter(Boolean);
  return parts.join(' and ') || (rule.identifier ?? '');
}

const COLUMNS: readonly Column<Rule>[] = [
  { id: 'type', label: 'Rule for', weight: 1.5, render: (rule) => RULE_TYPES[rule.x509CertificateRuleType] },
  { id: 'what', label: 'Issuer or policy', weight: 3, render: describe },
  {
    id: 'mode',
    label: 'Protection level',
    weight: 1.5,
    render: ({ x509CertificateAuthenticationMode: mode }) => MODES[mode],
  },
  {
    id: 'affinity',
    label: 'Required affinity',
    weight: 1.5,
    render: ({ x509CertificateRequiredAffinityLevel: level }) => AFFINITIES[level ?? 'low'],
  },
];

const NOTHING_SET: Strength = {
  x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
  x509CertificateDefaultRequiredAffinityLevel: 'low',
  rules: [],
};
