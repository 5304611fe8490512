import { type DerReader, parseDer } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { PkiError } from '../error.ts';
import type { Certificate } from './types.ts';

/** What a Windows CA writes of the template that a certificate was issued from (MS-WCCE §2.2.2.7.7). */
export interface CertificateTemplate {
  /** Of version 1 templates. */
  readonly name: string | undefined;
  /** Of later templates. */
  readonly information:
    | { readonly templateId: string; readonly majorVersion: number; readonly minorVersion: number }
    | undefined;
}

/** Nothing is decided by a template: one that breaks its encoding is left out, as is one that is absent. */
export function readCertificateTemplate(certificate: Certificate): CertificateTemplate {
  return {
    name: tryRead(certificate, TEMPLATE_NAME, (reader) => {
      const name = reader.readCharacterString();
      if (name === undefined) throw reader.fault('unexpected-tag', 'no character string');
      return name;
    }),
    information: tryRead(certificate, TEMPLATE_INFORMATION, (reader) =>
      reader.within(TAG.sequence, () => {
        const templateId = reader.readObjectIdentifier();
        const majorVersion = reader.atEnd ? 0 : reader.readSmallInteger();
        const minorVersion = reader.atEnd ? 0 : reader.readSmallInteger();
        return { templateId, majorVersion, minorVersion };
      }),
    ),
  };
}

/**
 * The OIDs of Microsoft's application policies: purposes like those of extKeyUsage, written like certificatePolicies.
 * `undefined` when the extension is absent or breaks its encoding.
 */
export function readApplicationPolicies(certificate: Certificate): readonly string[] | undefined {
  return tryRead(certificate, APPLICATION_POLICIES, (reader) => {
    const policies: string[] = [];
    reader.within(TAG.sequence, () => {
      while (!reader.atEnd) policies.push(reader.within(TAG.sequence, () => readPolicy(reader)));
    });
    return policies;
  });
}

function readPolicy(reader: DerReader): string {
  const policyIdentifier = reader.readObjectIdentifier();
  if (!reader.atEnd) reader.skip(TAG.sequence);
  return policyIdentifier;
}

function tryRead<T>(
  { extensions }: Certificate,
  extnID: string,
  read: (reader: DerReader) => T,
): T | undefined {
  const extension = extensions.all.find((each) => each.extnID === extnID);
  if (extension === undefined) return undefined;
  try {
    return parseDer(extension.extnValue, read);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

const TEMPLATE_NAME = '1.3.6.1.4.1.311.20.2';
const TEMPLATE_INFORMATION = '1.3.6.1.4.1.311.21.7';
export const APPLICATION_POLICIES = '1.3.6.1.4.1.311.21.10';
/** Among application policies, what anyExtendedKeyUsage is among extended key usages. */
export const ANY_APPLICATION_POLICY = '1.3.6.1.4.1.311.10.12.1';
