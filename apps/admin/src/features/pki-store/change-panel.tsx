import { Failure } from '../../components/failure.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { commonNameOf } from '../../lib/format.ts';
import { readRefusedProperty } from '../../lib/refused-property.ts';
import { type PkiAuthority, useChangePkiAuthority } from './api.ts';
import { UrlFields, useUrlForm } from './url-fields.tsx';

interface PanelProps {
  readonly pkiId: string;
  readonly authority: PkiAuthority;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The CRL URLs and the issuer hint of an authority; another certificate is another authority. */
export function ChangePanel({ pkiId, authority, onClose, onDone }: PanelProps) {
  const change = useChangePkiAuthority(pkiId, authority.id);
  const urls = useUrlForm(authority);
  const refused = readRefusedProperty(change.error);
  return (
    <SidePanel
      title={`Change ${authority.displayName ?? commonNameOf(authority.issuer)}`}
      action="Save"
      busyAction="Saving …"
      busy={change.isPending}
      onSubmit={() => change.mutate(urls.read(), { onSuccess: onDone })}
      onClose={onClose}
    >
      <UrlFields form={urls.form} onChange={urls.change} refused={refused} />
      {change.error && (
        <Failure
          title="The authority was not changed"
          error={change.error}
          {...(refused && { sentence: 'The field above says what to change.' })}
        />
      )}
    </SidePanel>
  );
}
