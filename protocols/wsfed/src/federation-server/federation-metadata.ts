import { CLAIMS, TRUST_13, TRUST_2005 } from '@signet/federation';
import type { UnixSeconds } from '@signet/pki';
import { encodeBase64, SAML11, signEnveloped, type XmlText, xml, xmlDocument } from '@signet/xml';
import { NAMESPACES } from '../vocabulary.ts';
import type { FederationServerOptions, TokenEndpoint } from './options.ts';

/**
 * FederationMetadata.xml in the layout of AD FS (WS-Federation 1.2 §3.1): what this server is to applications, to the
 * partners that send their people here, and to SAML. The signature over it is how a reader that knows the present
 * key takes the next one. AD FS's SPSSODescriptor is left out: nobody signs in to this server by SAML, and an
 * address for assertions that it does not take would be no help.
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

async function writeEntityDescriptor(now: UnixSeconds, options: FederationServerOptions): Promise<XmlText> {
  const { issuerUri, random, otherRoles } = options;
  return xml`<md:EntityDescriptor xmlns:md="${NAMESPACES.metadata}" xmlns:fed="${NAMESPACES.federation}"
      ID="${`_${random.guid()}`}" entityID="${issuerUri}">
    ${writeApplicationService(options)}
    ${await writeSecurityTokenService(now, options)}
    ${(await otherRoles?.(now)) ?? []}
  </md:EntityDescriptor>`;
}

/**
 * The server as an application is to its partners: what it is called in wtrealm and AppliesTo (`TargetScopes`), and
 * where a partner's clean-up of a sign-out goes. AD FS puts this role first, and importers of AD FS's files look for it.
 * `ApplicationServiceEndpoint` has to be there by the schema, and is the passive address as for any web site. There
 * is no key for encryption and there are no `ClaimTypesRequested`: no token is taken from anybody, only certificates.
 */
function writeApplicationService({ issuerUri, origins }: FederationServerOptions): XmlText {
  const passive = writeEndpoint(passiveAddress(origins));
  return writeRole(
    'ApplicationServiceType',
    xml`${writeTargetScopes([passiveAddress(origins), issuerUri])}
      <fed:ApplicationServiceEndpoint>${passive}</fed:ApplicationServiceEndpoint>
      <fed:PassiveRequestorEndpoint>${passive}</fed:PassiveRequestorEndpoint>`,
  );
}

/**
 * The role that Entra ID, .NET and AD FS read when they trust this server; the elements in the order of the schema.
 * - `KeyDescriptor`: a signature by any of these keys is ours. The next key stands here before it signs.
 * - `TokenTypesOffered`: SAML 2.0 before 1.1 as in AD FS, each only while something here issues it.
 * - `ClaimTypesOffered`: what an importer's screen lists for its rules; all of them optional, the rules decide.
 * - `SecurityTokenServiceEndpoint`: where programs send a RequestSecurityToken. Readers of ADAL's days go by its
 *   Metadata to the MEX document and there choose an address for the credential that they have.
 * - `PassiveRequestorEndpoint`: where browsers are sent; a sign-in of .NET begins there.
 */
async function writeSecurityTokenService(
  now: UnixSeconds,
  { keyRing, issuerUri, origins, otherTokenTypes = [], tokenEndpoint }: FederationServerOptions,
): Promise<XmlText> {
  const keys = await keyRing.published(now);
  const passive = writeEndpoint(passiveAddress(origins));
  // Required by the schema: where programs cannot ask, the address that browsers ask at is the only one.
  const active = tokenEndpoint ? writeEndpoint(tokenEndpoint.address, tokenEndpoint) : passive;
  return writeRole(
    'SecurityTokenServiceType',
    xml`${keys.map(({ certificate }) => writeKeyDescriptor(certificate))}
      <fed:TokenTypesOffered>${[...otherTokenTypes, SAML11.assertion].map(writeTokenType)}</fed:TokenTypesOffered>
      <fed:ClaimTypesOffered>${Object.values(CLAIMS).map(writeClaimType)}</fed:ClaimTypesOffered>
      ${writeTargetScopes([passiveAddress(origins), issuerUri])}
      <fed:SecurityTokenServiceEndpoint>${active}</fed:SecurityTokenServiceEndpoint>
      <fed:PassiveRequestorEndpoint>${passive}</fed:PassiveRequestorEndpoint>`,
  );
}

function writeRole(type: 'ApplicationServiceType' | 'SecurityTokenServiceType', content: XmlText): XmlText {
  return xml`<md:RoleDescriptor xmlns:xsi="${NAMESPACES.schemaInstance}" xsi:type="${`fed:${type}`}"
      protocolSupportEnumeration="${[TRUST_13, TRUST_2005, NAMESPACES.federation].join(' ')}"
      ServiceDisplayName="Signet federation server">
    ${content}
  </md:RoleDescriptor>`;
}

function passiveAddress({ login }: FederationServerOptions['origins']): string {
  return `${login}/adfs/ls/`;
}

function writeKeyDescriptor(certificate: Uint8Array): XmlText {
  return xml`<md:KeyDescriptor use="signing">
    <ds:KeyInfo xmlns:ds="${NAMESPACES.signature}"><ds:X509Data>
      <ds:X509Certificate>${encodeBase64(certificate)}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo>
  </md:KeyDescriptor>`;
}

function writeTokenType(uri: string): XmlText {
  return xml`<fed:TokenType Uri="${uri}"></fed:TokenType>`;
}

function writeClaimType(uri: string): XmlText {
  return xml`<auth:ClaimType xmlns:auth="${NAMESPACES.authorization}" Uri="${uri}" Optional="true"></auth:ClaimType>`;
}

function writeTargetScopes(addresses: readonly string[]): XmlText {
  return xml`<fed:TargetScopes>${addresses.map((address) => writeEndpoint(address))}</fed:TargetScopes>`;
}

/** An EndpointReference (WS-Addressing 1.0 core §2.2), its Metadata as WS-MetadataExchange 1.1 §4 refers to them. */
function writeEndpoint(address: string, metadata?: Pick<TokenEndpoint, 'metadataExchange'>): XmlText {
  return xml`<wsa:EndpointReference xmlns:wsa="${NAMESPACES.addressing}">
    <wsa:Address>${address}</wsa:Address>
    ${metadata === undefined ? [] : [writeMetadataReference(metadata.metadataExchange)]}
  </wsa:EndpointReference>`;
}

function writeMetadataReference(address: string): XmlText {
  return xml`<wsa:Metadata xmlns:wsa="${NAMESPACES.addressing}">
    <mex:Metadata xmlns:mex="${NAMESPACES.metadataExchange}">
      <mex:MetadataSection Dialect="${NAMESPACES.metadataExchange}">
        <mex:MetadataReference><wsa:Address>${address}</wsa:Address></mex:MetadataReference>
      </mex:MetadataSection>
    </mex:Metadata>
  </wsa:Metadata>`;
}
