import { Button } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { Choice } from '../../components/choice.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { RowButton, RowButtons } from '../../components/row-button.tsx';
import { FieldRow, Section } from '../../components/section.tsx';
import type { Known, Scope } from './api.ts';
import { nameOf } from './target-list.tsx';

interface ScopeSectionProps {
  readonly scopes: readonly Scope[];
  readonly known: Known;
  readonly onChange: (scopes: readonly Scope[]) => void;
}

/** Whose certificates an authority may sign in: one group for each authority that is named. */
export function ScopeSection({ scopes, known, onChange }: ScopeSectionProps) {
  const authorityOf = ({ subjectKeyIdentifier: ski }: Scope): string =>
    known.authorities.find((one) => equalHex(one.ski, ski))?.name ?? ski;
  const columns: readonly Column<Scope>[] = [
    { id: 'authority', label: 'Authority', weight: 3, render: authorityOf },
    {
      id: 'group',
      label: 'Only for',
      weight: 2,
      render: ({ includeTargets }) => includeTargets.map((target) => nameOf(target, known.groups)).join(', '),
    },
    {
      id: 'actions',
      label: 'Actions',
      width: '8rem',
      render: (scope) => (
        <RowButtons>
          <RowButton
            label={`Remove the scope of ${authorityOf(scope)}`}
            icon={<DeleteRegular />}
            onClick={() => onChange(scopes.filter((other) => other !== scope))}
          >
            Remove
          </RowButton>
        </RowButtons>
      ),
    },
  ];
  return (
    <Section
      title="Certificate authority scopes"
      about="Ties an authority to the group that may use its certificates. An authority that is not named here is for everybody."
    >
      <DataTable
        label="Certificate authority scopes"
        columns={columns}
        items={scopes}
        keyOf={({ subjectKeyIdentifier }) => subjectKeyIdentifier}
        empty="Every authority is for everybody."
      />
      <AddScope scopes={scopes} known={known} onAdd={(scope) => onChange([...scopes, scope])} />
    </Section>
  );
}

function AddScope({
  scopes,
  known,
  onAdd,
}: {
  readonly scopes: readonly Scope[];
  readonly known: Known;
  readonly onAdd: (scope: Scope) => void;
}) {
  const left = known.authorities.filter(
    ({ ski }) => !scopes.some((scope) => equalHex(scope.subjectKeyIdentifier, ski)),
  );
  const [ski, setSki] = useState('');
  const [groupId, setGroupId] = useState('');
  const authority = left.find((one) => one.ski === ski) ?? left[0];
  const group = known.groups.find((one) => one.id === groupId) ?? known.groups[0];
  if (group === undefined) return <p>There are no groups yet: «signet group add» makes one.</p>;
  if (authority === undefined) return null;
  return (
    <FieldRow>
      <Choice
        label="Authority"
        value={authority.ski}
        options={Object.fromEntries(left.map((one) => [one.ski, one.name]))}
        onChange={setSki}
      />
      <Choice
        label="Only for the group"
        value={group.id}
        options={Object.fromEntries(known.groups.map((one) => [one.id, one.displayName]))}
        onChange={setGroupId}
      />
      <Button
        icon={<AddRegular />}
        onClick={() =>
          onAdd({
            subjectKeyIdentifier: authority.ski,
            publicKeyInfrastructureIdentifier: authority.pkiId,
            includeTargets: [{ id: group.id, targetType: 'group' }],
          })
        }
      >
        Add scope
      </Button>
    </FieldRow>
  );
}

function equalHex(a: string, b: string): boolean {
  const bare = (text: string): string => text.replaceAll(/[ :]/g, '').toLowerCase();
  return bare(a) === bare(b);
}
