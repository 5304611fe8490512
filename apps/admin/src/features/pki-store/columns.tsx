import { Badge, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { CrlStates } from '../../components/crl-states.tsx';
import type { Column } from '../../components/data-table.tsx';
import { RowButton, RowButtons } from '../../components/row-button.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { commonNameOf, formatTime } from '../../lib/format.ts';
import { type PkiAuthority, useDeletePkiAuthority } from './api.ts';
import { ChangePanel } from './change-panel.tsx';

export function columnsOf(pkiId: string): readonly Column<PkiAuthority>[] {
  return [...FACTS, { ...ACTIONS, render: (authority) => <Actions pkiId={pkiId} authority={authority} /> }];
}

const FACTS: readonly Column<PkiAuthority>[] = [
  {
    id: 'name',
    label: 'Name',
    weight: 2,
    render: ({ displayName, issuer }) => <strong>{displayName ?? commonNameOf(issuer)}</strong>,
  },
  {
    id: 'type',
    label: 'Type',
    width: '7.5rem',
    render: ({ certificateAuthorityType: type }) => (
      <Badge appearance="tint" color={type === 'root' ? 'brand' : 'informative'}>
        {type === 'root' ? 'Root' : 'Intermediate'}
      </Badge>
    ),
  },
  {
    id: 'expires',
    label: 'Expires',
    weight: 1.5,
    render: ({ expirationDateTime: time }) => <time dateTime={time}>{formatTime(time)}</time>,
  },
  {
    id: 'crlUrl',
    label: 'CRL URL',
    weight: 2,
    render: ({ certificateRevocationListUrl: url }) => url ?? 'None: revocation is not checked',
  },
  { id: 'crlState', label: 'CRL state', weight: 2.5, render: ({ crls }) => <CrlStates lists={crls} /> },
  {
    id: 'hint',
    label: 'Issuer hint',
    width: '5.5rem',
    render: ({ isIssuerHintEnabled }) => (isIssuerHintEnabled ? 'Yes' : 'No'),
  },
];

const ACTIONS = { id: 'actions', label: 'Actions', width: '6.5rem' } as const;

function Actions({ pkiId, authority }: { readonly pkiId: string; readonly authority: PkiAuthority }) {
  const [open, setOpen] = useState<'change' | 'delete'>();
  const focusTarget = useRestoreFocusTarget();
  const notify = useNotify();
  const remove = useDeletePkiAuthority(pkiId);
  const name = authority.displayName ?? commonNameOf(authority.issuer);
  const closeWith = (sentence: string): void => {
    setOpen(undefined);
    notify(sentence);
  };
  return (
    <RowButtons>
      <RowButton
        label={`Change ${name}`}
        icon={<EditRegular />}
        focusTarget={focusTarget}
        onClick={() => setOpen('change')}
      >
        Change
      </RowButton>
      <RowButton
        label={`Delete ${name}`}
        icon={<DeleteRegular />}
        focusTarget={focusTarget}
        onClick={() => setOpen('delete')}
      >
        Delete
      </RowButton>
      {open === 'change' && (
        <ChangePanel
          pkiId={pkiId}
          authority={authority}
          onClose={() => setOpen(undefined)}
          onDone={() => closeWith(`${name} was changed.`)}
        />
      )}
      {open === 'delete' && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          action="Delete"
          busy={remove.isPending}
          error={remove.error}
          onClose={() => setOpen(undefined)}
          onConfirm={() =>
            remove.mutate(authority.id, { onSuccess: () => closeWith(`${name} was deleted.`) })
          }
        >
          <p>
            Nobody can sign in any more with a certificate that this authority issued. For thirty days it can
            be restored through Graph.
          </p>
        </ConfirmDialog>
      )}
    </RowButtons>
  );
}
