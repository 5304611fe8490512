import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { Failure } from '../../components/failure.tsx';
import { FileField } from '../../components/file-field.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { readRefusedProperty } from '../../lib/refused-property.ts';
import { useCertificateFile } from '../../lib/use-certificate-file.ts';
import { useAddPkiAuthority } from './api.ts';
import { UrlFields, useUrlForm } from './url-fields.tsx';

interface PanelProps {
  readonly pkiId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** One authority into a PKI, from the file of its certificate. */
export function AuthorityPanel({ pkiId, onClose, onDone }: PanelProps) {
  const add = useAddPkiAuthority(pkiId);
  const file = useCertificateFile();
  const [type, setType] = useState<'root' | 'intermediate'>('root');
  const urls = useUrlForm();
  const refused = readRefusedProperty(add.error);
  const submit = async (): Promise<void> => {
    const certificate = await file.read();
    if (certificate === undefined) return;
    add.mutate({ certificate, certificateAuthorityType: type, ...urls.read() }, { onSuccess: onDone });
  };
  return (
    <SidePanel
      title="Add authority"
      action="Add"
      busyAction="Adding …"
      busy={add.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <FileField
        label="Certificate"
        hint="The authority's own certificate: .cer, .crt or .pem"
        accept=".cer,.crt,.pem,.der"
        onChoose={file.choose}
        {...(file.error && { validationMessage: file.error })}
      />
      <Field label="Type" required>
        <RadioGroup
          value={type}
          onChange={(_event, { value }) => setType(value === 'root' ? 'root' : 'intermediate')}
        >
          <Radio value="root" label="Root" />
          <Radio value="intermediate" label="Intermediate" />
        </RadioGroup>
      </Field>
      <UrlFields form={urls.form} onChange={urls.change} refused={refused} />
      {add.error && <Failure title="The authority was not added" error={add.error} />}
    </SidePanel>
  );
}
