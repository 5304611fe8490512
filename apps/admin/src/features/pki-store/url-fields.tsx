import { Field, Input, Switch } from '@fluentui/react-components';
import { useState } from 'react';
import type { RefusedProperty } from '../../lib/refused-property.ts';
import type { PkiAuthority } from './api.ts';

/** What can be changed of an authority, as it stands in a form. */
export interface UrlForm {
  readonly certificateRevocationListUrl: string;
  readonly deltaCertificateRevocationListUrl: string;
  readonly isIssuerHintEnabled: boolean;
}

export function useUrlForm(before?: PkiAuthority) {
  const [form, setForm] = useState<UrlForm>({
    certificateRevocationListUrl: before?.certificateRevocationListUrl ?? '',
    deltaCertificateRevocationListUrl: before?.deltaCertificateRevocationListUrl ?? '',
    isIssuerHintEnabled: before?.isIssuerHintEnabled ?? false,
  });
  const change = (changes: Partial<UrlForm>): void => setForm({ ...form, ...changes });
  const read = () => ({
    certificateRevocationListUrl: form.certificateRevocationListUrl.trim() || null,
    deltaCertificateRevocationListUrl: form.deltaCertificateRevocationListUrl.trim() || null,
    isIssuerHintEnabled: form.isIssuerHintEnabled,
  });
  return { form, change, read };
}

interface UrlFieldsProps {
  readonly form: UrlForm;
  readonly onChange: (changes: Partial<UrlForm>) => void;
  readonly refused: RefusedProperty | undefined;
}

/** Where the CRLs of an authority are, and whether browsers are told its name. */
export function UrlFields({ form, onChange, refused }: UrlFieldsProps) {
  const fieldError = (property: string) =>
    refused?.property === property ? { validationMessage: refused.reason } : {};
  return (
    <>
      <Field
        label="Certificate revocation list URL"
        hint="Left empty, sign-ins with revoked certificates of this authority are not stopped."
        {...fieldError('certificateRevocationListUrl')}
      >
        <Input
          type="url"
          value={form.certificateRevocationListUrl}
          onChange={(_event, { value }) => onChange({ certificateRevocationListUrl: value })}
        />
      </Field>
      <Field
        label="Delta certificate revocation list URL"
        hint="What was revoked since the last full list."
        {...fieldError('deltaCertificateRevocationListUrl')}
      >
        <Input
          type="url"
          value={form.deltaCertificateRevocationListUrl}
          onChange={(_event, { value }) => onChange({ deltaCertificateRevocationListUrl: value })}
        />
      </Field>
      <Switch
        label="Issuer hint"
        checked={form.isIssuerHintEnabled}
        onChange={(_event, { checked }) => onChange({ isIssuerHintEnabled: checked })}
      />
    </>
  );
}
