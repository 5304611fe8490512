import { TAG } from '../der/tags.ts';
import { USER_PRINCIPAL_NAME } from './oids.ts';
import type { Certificate } from './types.ts';

/** Every user principal name of the subjectAltName (otherName 1.3.6.1.4.1.311.20.2.3, UTF8String), in order. */
export function readUserPrincipalName(certificate: Certificate): string[] {
  return (certificate.extensions.subjectAltName ?? []).flatMap((name) =>
    name.kind === 'otherName' &&
    name.typeId === USER_PRINCIPAL_NAME &&
    name.value[0] === TAG.utf8String &&
    name.text !== undefined
      ? [name.text]
      : [],
  );
}

/** Every rfc822Name of the subjectAltName, in order. */
export function readRfc822Name(certificate: Certificate): string[] {
  return (certificate.extensions.subjectAltName ?? []).flatMap((name) =>
    name.kind === 'rfc822Name' ? [name.value] : [],
  );
}
