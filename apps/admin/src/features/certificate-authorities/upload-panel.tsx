import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { CrlUrlFields, type CrlUrls, NO_CRL_URLS, readCrlUrls } from '../../components/crl-url-fields.tsx';
import { Failure } from '../../components/failure.tsx';
import { FileField } from '../../components/file-field.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { fieldError, readRefusedProperty } from '../../lib/refused-property.ts';
import { useCertificateFile } from '../../lib/use-certificate-file.ts';
import { useAddAuthority } from './api.ts';

interface UploadPanelProps {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

/** «Upload certificate file»: file, root or not, where its CRLs are, Add (Entra CBA with federation). */
export function UploadPanel({ onClose, onAdded }: UploadPanelProps) {
  const add = useAddAuthority();
  const form = useUploadForm();
  const refused = readRefusedProperty(add.error);
  const submit = async (): Promise<void> => {
    const authority = await form.read();
    if (authority !== undefined) add.mutate(authority, { onSuccess: onAdded });
  };
  return (
    <SidePanel
      title="Upload certificate file"
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
        onChoose={form.file.choose}
        {...(form.file.error ? { validationMessage: form.file.error } : fieldError(refused, 'certificate'))}
      />
      <Field label="Is root CA certificate" required>
        <RadioGroup value={form.root} onChange={(_event, { value }) => form.setRoot(value)}>
          <Radio value="yes" label="Yes" />
          <Radio value="no" label="No" />
        </RadioGroup>
      </Field>
      <CrlUrlFields urls={form.urls} onChange={form.changeUrls} refused={refused} />
      {add.error && (
        <Failure
          title="The certificate was not added"
          error={add.error}
          {...(refused && { sentence: 'The field above says what to change.' })}
        />
      )}
    </SidePanel>
  );
}

function useUploadForm() {
  const file = useCertificateFile();
  const [root, setRoot] = useState('yes');
  const [urls, setUrls] = useState(NO_CRL_URLS);
  const changeUrls = (changes: Partial<CrlUrls>): void => setUrls({ ...urls, ...changes });
  const read = async () => {
    const certificate = await file.read();
    if (certificate === undefined) return undefined;
    return { certificate, isRootAuthority: root === 'yes', ...readCrlUrls(urls) };
  };
  return { file, root, setRoot, urls, changeUrls, read };
}
