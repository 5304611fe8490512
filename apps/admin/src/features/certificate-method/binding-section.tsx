import { Badge, Button } from '@fluentui/react-components';
import { AddRegular, ArrowDownRegular, ArrowUpRegular, DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { Choice } from '../../components/choice.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { RowButton, RowButtons } from '../../components/row-button.tsx';
import { FieldRow, Section } from '../../components/section.tsx';
import type { Binding } from './api.ts';
import { AFFINITIES, FIELDS } from './words.ts';

interface BindingSectionProps {
  readonly bindings: readonly Binding[];
  readonly onChange: (bindings: readonly Binding[]) => void;
}

/** Which field of a certificate is compared with which property of the user, and in which order. */
export function BindingSection({ bindings, onChange }: BindingSectionProps) {
  const inOrder = bindings.toSorted((a, b) => a.priority - b.priority);
  const arrange = (after: readonly Binding[]): void =>
    onChange(after.map((binding, index) => ({ ...binding, priority: index + 1 })));
  return (
    <Section
      title="User binding"
      about="How a certificate shows whose it is. The first binding whose field the certificate has decides; the order is the priority."
    >
      <DataTable
        label="User bindings"
        columns={[...COLUMNS, actionsColumn(inOrder, arrange)]}
        items={inOrder}
        keyOf={keyOf}
        empty="No certificate leads to a user. Add a binding."
      />
      <AddBinding bindings={inOrder} onAdd={(binding) => arrange([...inOrder, binding])} />
    </Section>
  );
}

function AddBinding({
  bindings,
  onAdd,
}: {
  readonly bindings: readonly Binding[];
  readonly onAdd: (binding: Binding) => void;
}) {
  const left = FIELDS.map((one) => ({
    ...one,
    properties: one.properties.filter(
      (userProperty) => !bindings.some((other) => keyOf(other) === `${one.field} ${userProperty}`),
    ),
  })).filter(({ properties }) => properties.length > 0);
  const [field, setField] = useState('');
  const [property, setProperty] = useState('');
  const chosen = left.find((one) => one.field === field) ?? left[0];
  if (chosen === undefined) return null;
  const userProperty = chosen.properties.find((one) => one === property) ?? chosen.properties[0] ?? '';
  return (
    <FieldRow>
      <Choice
        label="Certificate field"
        value={chosen.field}
        options={Object.fromEntries(left.map((one) => [one.field, one.field]))}
        onChange={setField}
      />
      <Choice
        label="User attribute"
        value={userProperty}
        options={Object.fromEntries(chosen.properties.map((one) => [one, one]))}
        onChange={setProperty}
      />
      <Button
        icon={<AddRegular />}
        onClick={() =>
          onAdd({
            x509CertificateField: chosen.field,
            userProperty,
            priority: 0,
            trustAffinityLevel: chosen.affinity,
          })
        }
      >
        Add binding
      </Button>
    </FieldRow>
  );
}

function actionsColumn(
  bindings: readonly Binding[],
  arrange: (after: readonly Binding[]) => void,
): Column<Binding> {
  return {
    id: 'actions',
    label: 'Actions',
    weight: 2,
    render: (binding) => {
      const index = bindings.indexOf(binding);
      const name = `${binding.x509CertificateField} to ${binding.userProperty}`;
      const others = bindings.filter((other) => other !== binding);
      return (
        <RowButtons>
          <RowButton
            label={`Move up: ${name}`}
            icon={<ArrowUpRegular />}
            disabled={index === 0}
            onClick={() => arrange(others.toSpliced(index - 1, 0, binding))}
          />
          <RowButton
            label={`Move down: ${name}`}
            icon={<ArrowDownRegular />}
            disabled={index === bindings.length - 1}
            onClick={() => arrange(others.toSpliced(index + 1, 0, binding))}
          />
          <RowButton label={`Remove: ${name}`} icon={<DeleteRegular />} onClick={() => arrange(others)}>
            Remove
          </RowButton>
        </RowButtons>
      );
    },
  };
}

function keyOf({ x509CertificateField, userProperty }: Binding): string {
  return `${x509CertificateField} ${userProperty}`;
}

const COLUMNS: readonly Column<Binding>[] = [
  { id: 'priority', label: 'Priority', width: '6rem', render: ({ priority }) => String(priority) },
  {
    id: 'field',
    label: 'Certificate field',
    weight: 2,
    render: ({ x509CertificateField }) => x509CertificateField,
  },
  { id: 'property', label: 'User attribute', weight: 2, render: ({ userProperty }) => userProperty },
  {
    id: 'affinity',
    label: 'Affinity',
    width: '7rem',
    render: ({ x509CertificateField, trustAffinityLevel }) => {
      const own = FIELDS.find(({ field }) => field === x509CertificateField)?.affinity;
      const affinity = trustAffinityLevel ?? own ?? 'low';
      return (
        <Badge appearance="tint" color={affinity === 'high' ? 'success' : 'informative'}>
          {AFFINITIES[affinity]}
        </Badge>
      );
    },
  },
];
