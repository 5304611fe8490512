import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import {
  ArrowSyncRegular,
  ArrowUploadRegular,
  CertificateRegular,
  DeleteRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RowButton, RowButtons } from '../../components/row-button.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { commonNameOf } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { type Authority, authoritiesQuery, useDeleteAuthority, useRefreshCrl } from './api.ts';
import { COLUMNS } from './columns.tsx';
import { ColumnsMenu } from './columns-menu.tsx';
import { UploadPanel } from './upload-panel.tsx';
import { useShownColumns } from './use-shown-columns.ts';

/** The trust store: which authorities' certificates sign people in, and whether their CRLs are good. */
export function CertificateAuthoritiesPage() {
  const { data, error, refetch } = useQuery(authoritiesQuery(useSession()));
  const [shown, setShown] = useShownColumns();
  const [uploading, setUploading] = useState(false);
  const notify = useNotify();
  const focusTarget = useRestoreFocusTarget();
  const columns = [...COLUMNS.filter(({ id }) => shown.includes(id)), ACTIONS];
  return (
    <Page
      title="Certificate authorities"
      actions={
        <>
          <Button
            {...focusTarget}
            appearance="primary"
            icon={<ArrowUploadRegular />}
            onClick={() => setUploading(true)}
          >
            Upload
          </Button>
          <ColumnsMenu shown={shown} onChange={setShown} />
        </>
      }
    >
      {error && (
        <Failure title="The authorities could not be loaded" error={error} onRetry={() => refetch()} />
      )}
      {!data && !error && <Loading label="Loading authorities" />}
      {data && (
        <DataTable
          label="Certificate authorities"
          columns={columns}
          items={data}
          keyOf={({ id }) => id}
          empty={
            <>
              <CertificateRegular fontSize={32} aria-hidden />
              No authority is trusted yet, so nobody can sign in with a certificate. Upload the root and every
              intermediate authority.
            </>
          }
        />
      )}
      {uploading && (
        <UploadPanel
          onClose={() => setUploading(false)}
          onAdded={() => {
            setUploading(false);
            notify('The certificate authority was added.');
          }}
        />
      )}
    </Page>
  );
}

function Actions({ authority }: { readonly authority: Authority }) {
  const notify = useNotify();
  const refresh = useRefreshCrl();
  const name = commonNameOf(authority.issuer);
  const focusTarget = useRestoreFocusTarget();
  const [deleting, setDeleting] = useState(false);
  return (
    <RowButtons>
      {authority.certificateRevocationLists.length > 0 && (
        <RowButton
          label={`Refresh now: CRLs of ${name}`}
          icon={<ArrowSyncRegular />}
          disabled={refresh.isPending}
          onClick={() =>
            refresh.mutate(authority.id, {
              onSuccess: () => notify(`The CRLs of ${name} were asked for again.`),
            })
          }
        >
          Refresh now
        </RowButton>
      )}
      <RowButton
        label={`Delete ${name}`}
        icon={<DeleteRegular />}
        focusTarget={focusTarget}
        onClick={() => setDeleting(true)}
      >
        Delete
      </RowButton>
      {refresh.error && <Failure title="The CRLs were not refreshed" error={refresh.error} />}
      {deleting && <DeleteDialog authority={authority} onClose={() => setDeleting(false)} />}
    </RowButtons>
  );
}

function DeleteDialog({
  authority,
  onClose,
}: {
  readonly authority: Authority;
  readonly onClose: () => void;
}) {
  const remove = useDeleteAuthority();
  const notify = useNotify();
  const name = commonNameOf(authority.issuer);
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(authority, {
          onSuccess: () => {
            onClose();
            notify(`${name} was deleted.`);
          },
        })
      }
    >
      <p>Nobody can sign in any more with a certificate that this authority issued.</p>
    </ConfirmDialog>
  );
}

const ACTIONS: Column<Authority> = {
  id: 'actions',
  label: 'Actions',
  width: '8.5rem',
  render: (authority) => <Actions authority={authority} />,
};
