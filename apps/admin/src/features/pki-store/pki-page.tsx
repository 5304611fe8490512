import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { ArrowUploadRegular, DeleteRegular, DocumentArrowUpRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { RouterLink } from '../../components/router-link.tsx';
import { useNotify } from '../../components/use-notify.tsx';
import { formatTime } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { type Pki, pkiAuthoritiesQuery, pkiQuery, useDeletePki } from './api.ts';
import { AuthorityPanel } from './authority-panel.tsx';
import { columnsOf } from './columns.tsx';
import { PkiStatus } from './pki-status.tsx';
import { UploadPkiPanel } from './upload-pki-panel.tsx';

/** One PKI: its authorities, how its last upload went, and what is done to it. */
export function PkiPage() {
  const { pkiId } = ROUTE.useParams();
  const { data, error, refetch } = useQuery(pkiQuery(useSession(), pkiId));
  return (
    <Page
      title={data?.displayName ?? 'PKI'}
      above={<RouterLink to="/pki-store">PKI store</RouterLink>}
      actions={data && <Actions pki={data} />}
    >
      {error && <Failure title="The PKI could not be loaded" error={error} onRetry={() => refetch()} />}
      {!data && !error && <Loading label="Loading the PKI" />}
      {data && (
        <>
          <Facts
            facts={{
              'Last upload': <PkiStatus pki={data} />,
              Changed: formatTime(data.lastModifiedDateTime),
              'Object id': data.id,
            }}
          />
          <Authorities pki={data} />
        </>
      )}
    </Page>
  );
}

function Authorities({ pki }: { readonly pki: Pki }) {
  const { data, error, refetch } = useQuery(pkiAuthoritiesQuery(useSession(), pki.id, pki.status));
  return (
    <>
      {error && (
        <Failure title="The authorities could not be loaded" error={error} onRetry={() => refetch()} />
      )}
      {!data && !error && <Loading label="Loading authorities" />}
      {data && (
        <DataTable
          label="Certificate authorities of the PKI"
          columns={columnsOf(pki.id)}
          items={data}
          keyOf={({ id }) => id}
          empty="This PKI holds no authority yet. Add one from its certificate, or all of them from a .p7b file."
        />
      )}
    </>
  );
}

function Actions({ pki }: { readonly pki: Pki }) {
  const [open, setOpen] = useState<'add' | 'upload' | 'delete'>();
  const notify = useNotify();
  const focusTarget = useRestoreFocusTarget();
  const close = (): void => setOpen(undefined);
  const closeWith = (sentence: string) => (): void => {
    close();
    notify(sentence);
  };
  return (
    <>
      <Button
        {...focusTarget}
        appearance="primary"
        icon={<ArrowUploadRegular />}
        onClick={() => setOpen('add')}
      >
        Add authority
      </Button>
      <Button {...focusTarget} icon={<DocumentArrowUpRegular />} onClick={() => setOpen('upload')}>
        Upload .p7b
      </Button>
      <Button {...focusTarget} icon={<DeleteRegular />} onClick={() => setOpen('delete')}>
        Delete PKI
      </Button>
      {open === 'add' && (
        <AuthorityPanel pkiId={pki.id} onClose={close} onDone={closeWith('The authority was added.')} />
      )}
      {open === 'upload' && (
        <UploadPkiPanel pkiId={pki.id} onClose={close} onDone={closeWith('The server fetches the file.')} />
      )}
      {open === 'delete' && <DeleteDialog pki={pki} onClose={close} />}
    </>
  );
}

function DeleteDialog({ pki, onClose }: { readonly pki: Pki; readonly onClose: () => void }) {
  const remove = useDeletePki();
  const notify = useNotify();
  const navigate = ROUTE.useNavigate();
  return (
    <ConfirmDialog
      title={`Delete ${pki.displayName}?`}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(pki.id, {
          onSuccess: async () => {
            notify(`${pki.displayName} was deleted.`);
            await navigate({ to: '/pki-store' });
          },
        })
      }
    >
      <p>
        Nobody can sign in any more with a certificate of its authorities. For thirty days it can be restored
        through Graph.
      </p>
    </ConfirmDialog>
  );
}

const ROUTE = getRouteApi('/pki-store/$pkiId');
