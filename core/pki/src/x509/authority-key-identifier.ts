import type { DerReader } from '../der/reader.ts';
import { constructedContextTag, contextTag, TAG } from '../der/tags.ts';
import { readGeneralNames } from './general-names.ts';
import { serialNumberOf } from './serial-number.ts';
import type { AuthorityKeyIdentifier } from './types.ts';

/** AuthorityKeyIdentifier, RFC 5280 §4.2.1.1 and §5.2.1. */
export function readAuthorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  return reader.within(TAG.sequence, () => {
    const start = reader.offset;
    const keyIdentifier = reader.hasTag(contextTag(0)) ? reader.readOctetString(contextTag(0)) : undefined;
    const issuerTag = constructedContextTag(1);
    const issuer = reader.hasTag(issuerTag) ? readGeneralNames(reader, issuerTag) : undefined;
    const serial = reader.hasTag(contextTag(2)) ? reader.readInteger(contextTag(2)) : undefined;
    // RFC 5280 Appendix A.2: issuer and serial number come together or not at all.
    if ((issuer === undefined) !== (serial === undefined)) {
      throw reader.fault('bad-extension', 'authority key identifier with half of issuer and serial', start);
    }
    return Object.freeze({
      ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
      ...(issuer === undefined ? {} : { authorityCertIssuer: issuer }),
      ...(serial === undefined ? {} : { authorityCertSerialNumber: serialNumberOf(serial) }),
    });
  });
}
