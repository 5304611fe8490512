import type { UnixSeconds } from '@signet/pki';
import { encodeBase64, NAME_ID_FORMATS, SAML20, type XmlText, xml } from '@signet/xml';
import { endpointOf, type IdentityProviderOptions } from '../identity-provider/options.ts';
import { BINDING_URIS, CLAIMS, DSIG } from '../vocabulary.ts';

/**
 * The IDPSSODescriptor of FederationMetadata.xml (SAML 2.0 metadata §2.4.3), with every published signing
 * key, so that relying parties know the next one before it signs.
 */
export async function identityProviderRole(
  now: UnixSeconds,
  options: Pick<IdentityProviderOptions, 'keyRing' | 'origins'>,
): Promise<XmlText> {
  const keys = await options.keyRing.published(now);
  const location = endpointOf(options);
  return xml`<md:IDPSSODescriptor xmlns:md="${SAML20.metadata}" WantAuthnRequestsSigned="false"
      protocolSupportEnumeration="${SAML20.protocol}">
    ${keys.map(({ certificate }) => writeKeyDescriptor(certificate))}
    ${BINDINGS.map(
      (binding) =>
        xml`<md:SingleLogoutService Binding="${binding}" Location="${location}"></md:SingleLogoutService>`,
    )}
    ${FORMATS.map((format) => xml`<md:NameIDFormat>${format}</md:NameIDFormat>`)}
    ${BINDINGS.map(
      (binding) =>
        xml`<md:SingleSignOnService Binding="${binding}" Location="${location}"></md:SingleSignOnService>`,
    )}
    ${Object.values(CLAIMS).map(
      (name) => xml`<saml:Attribute xmlns:saml="${SAML20.assertion}" Name="${name}"></saml:Attribute>`,
    )}
  </md:IDPSSODescriptor>`;
}

/** For `encryption`, the methods that are taken stand beside it (XML Encryption 1.1 §3.2). */
export function writeKeyDescriptor(
  certificate: Uint8Array,
  use: 'signing' | 'encryption' = 'signing',
): XmlText {
  const methods = use === 'signing' ? [] : ENCRYPTION_METHODS;
  return xml`<md:KeyDescriptor xmlns:md="${SAML20.metadata}" use="${use}">
    <ds:KeyInfo xmlns:ds="${DSIG}"><ds:X509Data>
      <ds:X509Certificate>${encodeBase64(certificate)}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo>
    ${methods.map((uri) => xml`<md:EncryptionMethod Algorithm="${uri}"></md:EncryptionMethod>`)}
  </md:KeyDescriptor>`;
}

/** Partners that choose by this list choose nothing that is refused. */
const ENCRYPTION_METHODS = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
];
const BINDINGS = [BINDING_URIS.redirect, BINDING_URIS.post];
const FORMATS = [
  NAME_ID_FORMATS.emailAddress,
  NAME_ID_FORMATS.persistent,
  NAME_ID_FORMATS.transient,
  NAME_ID_FORMATS.unspecified,
];
