import { Switch } from '@fluentui/react-components';
import { useState } from 'react';
import { CrlUrlFields, type CrlUrls, readCrlUrls } from '../../components/crl-url-fields.tsx';
import type { RefusedProperty } from '../../lib/refused-property.ts';
import type { PkiAuthority } from './api.ts';

/** What can be changed of an authority, as it stands in a form. */
export interface UrlForm extends CrlUrls {
  readonly isIssuerHintEnabled: boolean;
}

export function useUrlForm(before?: PkiAuthority) {
  const [form, setForm] = useState<UrlForm>({
    certificateRevocationListUrl: before?.certificateRevocationListUrl ?? '',
    deltaCertificateRevocationListUrl: before?.deltaCertificateRevocationListUrl ?? '',
    isIssuerHintEnabled: before?.isIssuerHintEnabled ?? false,
  });
  const change = (changes: Partial<UrlForm>): void => setForm({ ...form, ...changes });
  const read = () => ({ ...readCrlUrls(form), isIssuerHintEnabled: form.isIssuerHintEnabled });
  return { form, change, read };
}

interface UrlFieldsProps {
  readonly form: UrlForm;
  readonly onChange: (changes: Partial<UrlForm>) => void;
  readonly refused: RefusedProperty | undefined;
}

/** Where the CRLs of an authority are, and whether browsers are told its name. */
export function UrlFields({ form, onChange, refused }: UrlFieldsProps) {
  return (
    <>
      <CrlUrlFields urls={form} onChange={onChange} refused={refused} />
      <Switch
        label="Issuer hint"
        checked={form.isIssuerHintEnabled}
        onChange={(_event, { checked }) => onChange({ isIssuerHintEnabled: checked })}
      />
    </>
  );
}
