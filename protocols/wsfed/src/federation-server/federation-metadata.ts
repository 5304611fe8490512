import { CLAIMS, TRUST_13, TRUST_2005 } from '@signet/federation';
import type { UnixSeconds } from '@signet/pki';
import { encodeBase64, SAML11, signEnveloped, type XmlText, xml, xmlDocument } from '@signet/xml';
import { NAMESPACES } from '../vocabulary.ts';
import type { FederationServerOptions } from './options.ts';

/**
 * FederationMetadata.xml in the layout of AD FS, cut down to what is served here: the security token service
 * with its passive endpoint and every published signing key (AD FS).
 */
export async function answerFederationMetadata(
  now: UnixSeconds,
  options: FederationServerOptions,
): Promise<Response> {
  const { keyRing, createSigner, xmlCrypto } = options;
  const signed = await signEnveloped(await writeEntityDescriptor(now, options), {
    signer: createSigner(await keyRing.current(now)),
    crypto: xmlCrypto,
    idAttribute: 'ID',
    position: 'first',
    // Used in the value of xsi:type only, which canonicalisation does not look into.
    inclusivePrefixes: ['fed'],
  });
  return new Response(xmlDocument(signed), {
    headers: { 'content-type': 'application/samlmetadata+xml', 'cache-control': 'public, max-age=3600' },
  });
}

async function writeEntityDescriptor(
  now: UnixSeconds,
  { keyRing, issuerUri, origins, random, otherRoles }: FederationServerOptions,
): Promise<XmlText> {
  const keys = await keyRing.published(now);
  const endpoint = writeEndpoint(`${origins.login}/adfs/ls/`);
  return xml`<md:EntityDescriptor xmlns:md="${NAMESPACES.metadata}" xmlns:fed="${NAMESPACES.federation}"
      ID="${`_${random.guid()}`}" entityID="${issuerUri}">
    <md:RoleDescriptor xmlns:xsi="${NAMESPACES.schemaInstance}" xsi:type="fed:SecurityTokenServiceType"
        protocolSupportEnumeration="${[TRUST_13, TRUST_2005, NAMESPACES.federation].join(' ')}"
        ServiceDisplayName="Signet federation server">
      ${keys.map(({ certificate }) => writeKeyDescriptor(certificate))}
      <fed:TokenTypesOffered><fed:TokenType Uri="${SAML11.assertion}"></fed:TokenType></fed:TokenTypesOffered>
      <fed:ClaimTypesOffered>${Object.values(CLAIMS).map(writeClaimType)}</fed:ClaimTypesOffered>
      <fed:SecurityTokenServiceEndpoint>${endpoint}</fed:SecurityTokenServiceEndpoint>
      <fed:PassiveRequestorEndpoint>${endpoint}</fed:PassiveRequestorEndpoint>
    </md:RoleDescriptor>
    ${(await otherRoles?.(now)) ?? []}
  </md:EntityDescriptor>`;
}

function writeKeyDescriptor(certificate: Uint8Array): XmlText {
  return xml`<md:KeyDescriptor use="signing">
    <ds:KeyInfo xmlns:ds="${NAMESPACES.signature}"><ds:X509Data>
      <ds:X509Certificate>${encodeBase64(certificate)}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo>
  </md:KeyDescriptor>`;
}

function writeClaimType(uri: string): XmlText {
  return xml`<auth:ClaimType xmlns:auth="${NAMESPACES.authorization}" Uri="${uri}" Optional="true"></auth:ClaimType>`;
}

function writeEndpoint(address: string): XmlText {
  return xml`<wsa:EndpointReference xmlns:wsa="${NAMESPACES.addressing}">
    <wsa:Address>${address}</wsa:Address>
  </wsa:EndpointReference>`;
}
