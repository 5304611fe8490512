import { Button, Field, Input, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular, ShieldKeyholeRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { formatTime } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { type Pki, pkisQuery, useAddPki } from './api.ts';
import { PkiStatus } from './pki-status.tsx';

/** The named PKIs of the PKI store. */
export function PkisPage() {
  const { data, error, refetch } = useQuery(pkisQuery(useSession()));
  const [adding, setAdding] = useState(false);
  const notify = useNotify();
  const focusTarget = useRestoreFocusTarget();
  return (
    <Page
      title="PKI store"
      actions={
        <Button {...focusTarget} appearance="primary" icon={<AddRegular />} onClick={() => setAdding(true)}>
          Create PKI
        </Button>
      }
    >
      {error && <Failure title="The PKIs could not be loaded" error={error} onRetry={() => refetch()} />}
      {!data && !error && <Loading label="Loading PKIs" />}
      {data && (
        <DataTable
          label="PKIs"
          columns={COLUMNS}
          items={data}
          keyOf={({ id }) => id}
          empty={
            <>
              <ShieldKeyholeRegular fontSize={32} aria-hidden />
              There is no PKI yet. A PKI holds the authorities of one issuer under a name; those under
              «Certificate authorities» count without one.
            </>
          }
        />
      )}
      {adding && (
        <CreatePanel
          onClose={() => setAdding(false)}
          onCreated={(name) => {
            setAdding(false);
            notify(`${name} was created.`);
          }}
        />
      )}
    </Page>
  );
}

function CreatePanel({
  onClose,
  onCreated,
}: {
  readonly onClose: () => void;
  readonly onCreated: (name: string) => void;
}) {
  const add = useAddPki();
  const [name, setName] = useState('');
  const [nameError, setNameError] = useState<string>();
  const submit = (): void => {
    if (name.trim() === '') setNameError('Give the PKI a name.');
    else add.mutate(name.trim(), { onSuccess: () => onCreated(name.trim()) });
  };
  return (
    <SidePanel
      title="Create PKI"
      action="Create"
      busyAction="Creating …"
      busy={add.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Display name" required {...(nameError && { validationMessage: nameError })}>
        <Input value={name} onChange={(_event, { value }) => setName(value)} />
      </Field>
      {add.error && <Failure title="The PKI was not created" error={add.error} />}
    </SidePanel>
  );
}

const COLUMNS: readonly Column<Pki>[] = [
  {
    id: 'name',
    label: 'Name',
    weight: 2,
    render: ({ id, displayName }) => (
      <RouterLink to="/pki-store/$pkiId" params={{ pkiId: id }}>
        {displayName}
      </RouterLink>
    ),
  },
  { id: 'status', label: 'Last upload', weight: 2, render: (pki) => <PkiStatus pki={pki} /> },
  {
    id: 'modified',
    label: 'Changed',
    weight: 1.5,
    render: ({ lastModifiedDateTime: time }) => <time dateTime={time}>{formatTime(time)}</time>,
  },
];
