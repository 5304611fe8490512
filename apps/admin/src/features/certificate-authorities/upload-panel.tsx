import {
  Button,
  Drawer,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { type FormEvent, useState } from 'react';
import { Failure } from '../../components/failure.tsx';
import { CertificateFileError, readCertificateFile } from '../../lib/certificate-file.ts';
import { readRefusedProperty } from '../../lib/refused-property.ts';
import { useAddAuthority } from './api.ts';

interface UploadPanelProps {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

/** «Upload certificate file»: file, root or not, where its CRLs are, Add (entra-cba.md §1.3). */
export function UploadPanel({ onClose, onAdded }: UploadPanelProps) {
  const styles = useStyles();
  const add = useAddAuthority();
  const form = useUploadForm();
  const refused = readRefusedProperty(add.error);
  const fieldError = (property: string) =>
    refused?.property === property ? { validationMessage: refused.reason } : {};
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const authority = await form.read();
    if (authority !== undefined) add.mutate(authority, { onSuccess: onAdded });
  };
  return (
    <Drawer type="overlay" position="end" open onOpenChange={(_event, { open }) => !open && onClose()}>
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button appearance="subtle" aria-label="Close" icon={<DismissRegular />} onClick={onClose} />
          }
        >
          Upload certificate file
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <form id="upload" className={styles.form} onSubmit={submit} noValidate>
          <Field
            label="Certificate"
            hint="The authority's own certificate: .cer, .crt or .pem"
            required
            {...(form.fileError ? { validationMessage: form.fileError } : fieldError('certificate'))}
          >
            {(field) => (
              <input
                {...field}
                type="file"
                accept=".cer,.crt,.pem,.der"
                className={styles.file}
                onChange={(event) => form.setFile(event.target.files?.[0])}
              />
            )}
          </Field>
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
            <Input
              type="url"
              value={form.deltaUrl}
              onChange={(_event, { value }) => form.setDeltaUrl(value)}
            />
          </Field>
          {add.error && (
            <Failure
              title="The certificate was not added"
              error={add.error}
              {...(refused && { sentence: 'The field above says what to change.' })}
            />
          )}
        </form>
      </DrawerBody>
      <DrawerFooter>
        <Button type="submit" form="upload" appearance="primary" disabledFocusable={add.isPending}>
          {add.isPending ? 'Adding …' : 'Add'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </DrawerFooter>
    </Drawer>
  );
}

function useUploadForm() {
  const [file, setFile] = useState<File>();
  const [fileError, setFileError] = useState<string>();
  const [root, setRoot] = useState('yes');
  const [url, setUrl] = useState('');
  const [deltaUrl, setDeltaUrl] = useState('');
  const read = async () => {
    if (file === undefined) {
      setFileError('Choose the file with the certificate.');
      return undefined;
    }
    try {
      const certificate = await readCertificateFile(file);
      return {
        certificate,
        isRootAuthority: root === 'yes',
        certificateRevocationListUrl: url.trim() || null,
        deltaCertificateRevocationListUrl: deltaUrl.trim() || null,
      };
    } catch (error) {
      if (!(error instanceof CertificateFileError)) throw error;
      setFileError(error.message);
      return undefined;
    }
  };
  const chooseFile = (chosen: File | undefined): void => {
    setFileError(undefined);
    setFile(chosen);
  };
  return { setFile: chooseFile, fileError, root, setRoot, url, setUrl, deltaUrl, setDeltaUrl, read };
}

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  file: {
    maxWidth: '100%',
    fontFamily: tokens.fontFamilyBase,
    color: tokens.colorNeutralForeground1,
    '::file-selector-button': {
      minHeight: '32px',
      marginRight: tokens.spacingHorizontalM,
      padding: `0 ${tokens.spacingHorizontalM}`,
      font: 'inherit',
      fontWeight: tokens.fontWeightSemibold,
      color: tokens.colorNeutralForeground1,
      backgroundColor: tokens.colorNeutralBackground1,
      border: `1px solid ${tokens.colorNeutralStroke1}`,
      borderRadius: tokens.borderRadiusMedium,
      cursor: 'pointer',
    },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
});
