import { Field, Input } from '@fluentui/react-components';
import { fieldError, type RefusedProperty } from '../lib/refused-property.ts';

/** Where the CRLs of an authority are, as it stands in a form. */
export interface CrlUrls {
  readonly certificateRevocationListUrl: string;
  readonly deltaCertificateRevocationListUrl: string;
}

export const NO_CRL_URLS: CrlUrls = {
  certificateRevocationListUrl: '',
  deltaCertificateRevocationListUrl: '',
};

/** The same as Graph takes it: `null` for none. */
export function readCrlUrls(urls: CrlUrls): Readonly<Record<keyof CrlUrls, string | null>> {
  return {
    certificateRevocationListUrl: urls.certificateRevocationListUrl.trim() || null,
    deltaCertificateRevocationListUrl: urls.deltaCertificateRevocationListUrl.trim() || null,
  };
}

interface CrlUrlFieldsProps {
  readonly urls: CrlUrls;
  readonly onChange: (changes: Partial<CrlUrls>) => void;
  readonly refused: RefusedProperty | undefined;
}

export function CrlUrlFields({ urls, onChange, refused }: CrlUrlFieldsProps) {
  return (
    <>
      <Field
        label="Certificate revocation list URL"
        hint="Left empty, sign-ins with revoked certificates of this authority are not stopped."
        {...fieldError(refused, 'certificateRevocationListUrl')}
      >
        <Input
          type="url"
          value={urls.certificateRevocationListUrl}
          onChange={(_event, { value }) => onChange({ certificateRevocationListUrl: value })}
        />
      </Field>
      <Field
        label="Delta certificate revocation list URL"
        hint="What was revoked since the last full list."
        {...fieldError(refused, 'deltaCertificateRevocationListUrl')}
      >
        <Input
          type="url"
          value={urls.deltaCertificateRevocationListUrl}
          onChange={(_event, { value }) => onChange({ deltaCertificateRevocationListUrl: value })}
        />
      </Field>
    </>
  );
}
