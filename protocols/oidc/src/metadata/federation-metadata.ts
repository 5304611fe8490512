import type { RequestContext } from '@signet/http';
import type { RingKey } from '@signet/tokens';
import { encodeBase64, SAML20, signEnveloped, type XmlText, xml, xmlDocument } from '@signet/xml';
import type { OidcOptions } from '../options.ts';
import { issuerOf, type TenantSegment } from '../tenant-segment.ts';

/**
 * FederationMetadata.xml of a tenant (WS-Federation 1.2 §3.1), from which the middleware of ASP.NET 4 (Katana) and
 * others of ADAL's days take what they check an access token of version 1 by: the issuer, as the entityID, and the
 * certificates of the signing keys, as in `jwks_uri`. `common` has Entra's literal `{tenantid}` as discovery has it.
 *
 * Of WS-Federation itself nothing is said, because the token service signs nobody in to an application by it or by
 * SAML: no PassiveRequestorEndpoint, no IDPSSODescriptor, and no SecurityTokenServiceEndpoint either, although
 * the schema would have one. Readers that want an address for browsers find none, instead of one that answers 404.
 */
export async function answerFederationMetadata(
  segment: TenantSegment,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { keyRings, createSigner, xmlCrypto, random, origins } = options;
  const entityId = issuerOf(segment, 1, origins.login) ?? `${origins.login}/{tenantid}/`;
  const published = await Promise.all(keyRings.map((ring) => ring.published(context.now)));
  const [key] = published.flat();
  if (key === undefined) throw new TypeError('the token service has no keys');
  const descriptor = writeEntityDescriptor(entityId, `_${random.guid()}`, published.flat());
  const signed = await signEnveloped(descriptor, {
    signer: createSigner(key),
    crypto: xmlCrypto,
    idAttribute: 'ID',
    position: 'first',
    // Used in the value of xsi:type only, which canonicalisation does not look into.
    inclusivePrefixes: ['fed'],
  });
  return new Response(xmlDocument(signed), {
    headers: {
      'content-type': 'application/samlmetadata+xml',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
      'x-ms-request-id': context.requestId,
    },
  });
}

function writeEntityDescriptor(entityId: string, id: string, keys: readonly RingKey[]): XmlText {
  return xml`<md:EntityDescriptor xmlns:md="${SAML20.metadata}" xmlns:fed="${FEDERATION}" ID="${id}" entityID="${entityId}">
    <md:RoleDescriptor xmlns:xsi="${SCHEMA_INSTANCE}" xsi:type="fed:SecurityTokenServiceType"
        protocolSupportEnumeration="${OPENID_CONNECT}" ServiceDisplayName="Signet token service">
      ${keys.map(({ certificate }) => writeKeyDescriptor(certificate))}
      <fed:TokenTypesOffered><fed:TokenType Uri="${JSON_WEB_TOKEN}"></fed:TokenType></fed:TokenTypesOffered>
    </md:RoleDescriptor>
  </md:EntityDescriptor>`;
}

function writeKeyDescriptor(certificate: Uint8Array): XmlText {
  return xml`<md:KeyDescriptor use="signing">
    <ds:KeyInfo xmlns:ds="${SIGNATURE}"><ds:X509Data>
      <ds:X509Certificate>${encodeBase64(certificate)}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo>
  </md:KeyDescriptor>`;
}

const FEDERATION = 'http://docs.oasis-open.org/wsfed/federation/200706';
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
/** Something has to stand there (SAML 2.0 metadata §2.4.1); this is what Shibboleth's metadata call the protocol. */
const OPENID_CONNECT = 'http://openid.net/specs/openid-connect-core-1_0.html';
/** RFC 8693 §3. */
const JSON_WEB_TOKEN = 'urn:ietf:params:oauth:token-type:jwt';
