import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { Failure } from '../../components/failure.tsx';
import { FileField } from '../../components/file-field.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { readRefusedProperty } from '../../lib/refused-property.ts';
import { useCertificateFile } from '../../lib/use-certificate-file.ts';
import { useAddAuthority } from './api.ts';

interface UploadPanelProps {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

/** «Upload certificate file»: file, root or not, where its CRLs are, Add (entra-cba.md §1.3). */
export function UploadPanel({ onClose, onAdded }: UploadPanelProps) {
  const add = useAddAuthority();
  const form = useUploadForm();
  const refused = readRefusedProperty(add.error);
  const fieldError = (property: string) =>
    refused?.property === property ? { validationMessage: refused.reason } : {};
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
        {...(form.file.error ? { validationMessage: form.file.error } : fieldError('certificate'))}
      />
      <Field label="Is root CA certificate" required>
        <RadioGroup value={form.root} onChange={(_event, { value }) => form.setRoot(value)}>
          <Radio value="yes" label="Yes" />
          <Radio value="no" label="No" />
        </RadioGroup>
      </Field>
      <Field
        label="Certificate revocation list URL"
        hint="Left empty, sign-ins with revoked certificates of this authority are not stopped."
        {...fieldError('certificateRevocationListUrl')}
      >
        <Input type="url" value={form.url} onChange={(_event, { value }) => form.setUrl(value)} />
      </Field>
      <Field
        label="Delta certificate revocation list URL"
        hint="What was revoked since the last full list."
        {...fieldError('deltaCertificateRevocationListUrl')}
      >
        <Input type="url" value={form.deltaUrl} onChange={(_event, { value }) => form.setDeltaUrl(value)} />
      </Field>
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
  const [url, setUrl] = useState('');
  const [deltaUrl, setDeltaUrl] = useState('');
  const read = async () => {
    const certificate = await file.read();
    if (certificate === undefined) return undefined;
    return {
      certificate,
      isRootAuthority: root === 'yes',
      certificateRevocationListUrl: url.trim() || null,
      deltaCertificateRevocationListUrl: deltaUrl.trim() || null,
    };
  };
  return { file, root, setRoot, url, setUrl, deltaUrl, setDeltaUrl, read };
}
