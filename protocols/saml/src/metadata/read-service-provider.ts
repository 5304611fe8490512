import {
  type AssertionConsumerService,
  type DescribedTrust,
  type RelyingPartyTrust,
  SILENT_METADATA,
  type SingleLogoutService,
} from '@signet/identity';
import {
  attributeOf,
  childElements,
  DEFAULT_LIMITS,
  decodeBase64,
  isNamed,
  parseXml,
  requiredAttribute,
  SAML20,
  textOf,
  type XmlElement,
} from '@signet/xml';
import { findChild, readBoolean, wrongShape } from '../messages/message-shape.ts';
import { BINDING_URIS, DSIG } from '../vocabulary.ts';

/** What a relying party's metadata says of its trust. */
export type ServiceProviderMetadata = DescribedTrust & Pick<RelyingPartyTrust, 'identifiers'>;

/**
 * Reads the EntityDescriptor of a relying party (SAML 2.0 metadata §2.4.4; WS-Federation 1.2 §3.1 for one that
 * speaks that). Its signature says nothing here: that it came from the administrator, or from the address that
 * the administrator named, is what makes it believed. Comments are passed over: the Shibboleth SP writes them.
 * Throws `XmlError`.
 */
export function readServiceProviderMetadata(text: string): ServiceProviderMetadata {
  const root = parseXml(text, DEFAULT_LIMITS, 'passed-over');
  if (!isNamed(root, SAML20.metadata, 'EntityDescriptor')) {
    wrongShape('the metadata is not that of one entity (EntityDescriptor)');
  }
  const entityId = requiredAttribute(root, 'entityID').trim();
  if (!ENTITY_ID.test(entityId)) wrongShape('the entityID is no identifier');
  const saml = findChild(root, SAML20.metadata, 'SPSSODescriptor');
  const wsFederationUrls = readPassiveEndpoints(root);
  if (!saml && wsFederationUrls.length === 0) wrongShape('it describes no relying party (SPSSODescriptor)');
  return {
    identifiers: [entityId],
    ...(saml ? readRole(saml) : SILENT_METADATA),
    wsFederationUrls,
  };
}

function readRole(role: XmlElement): Omit<ServiceProviderMetadata, 'identifiers' | 'wsFederationUrls'> {
  const signing = readCertificates(role, 'signing');
  return {
    assertionConsumerServices: readAssertionConsumerServices(role),
    singleLogoutServices: readSingleLogoutServices(role),
    signingCertificates: signing,
    encryptionCertificate: readCertificates(role, 'encryption')[0],
    nameIdFormat: childrenOf(role, 'NameIDFormat').map(textOf)[0]?.trim(),
    unsignedRequests: readBoolean(role, 'AuthnRequestsSigned') && signing.length > 0 ? 'refused' : 'accepted',
  };
}

function readAssertionConsumerServices(role: XmlElement): readonly AssertionConsumerService[] {
  const services = childrenOf(role, 'AssertionConsumerService')
    .filter((service) => attributeOf(service, 'Binding') === BINDING_URIS.post)
    .map((service) => ({
      location: readLocation(service, 'Location'),
      index: Number(attributeOf(service, 'index') ?? '0'),
      isDefault: readBoolean(service, 'isDefault'),
    }));
  if (services.length === 0) wrongShape('it has no AssertionConsumerService that takes HTTP-POST');
  return services;
}

function readSingleLogoutServices(role: XmlElement): readonly SingleLogoutService[] {
  return childrenOf(role, 'SingleLogoutService').flatMap((service) => {
    const uri = attributeOf(service, 'Binding');
    const binding = (['redirect', 'post'] as const).find((each) => BINDING_URIS[each] === uri);
    if (binding === undefined) return [];
    const hasOther = attributeOf(service, 'ResponseLocation') !== undefined;
    return [
      {
        binding,
        location: readLocation(service, 'Location'),
        ...(hasOther && { responseLocation: readLocation(service, 'ResponseLocation') }),
      },
    ];
  });
}

/** Every certificate of the use; one without a use serves both (metadata §2.4.1.1). */
function readCertificates(role: XmlElement, use: 'signing' | 'encryption'): readonly Uint8Array[] {
  return childrenOf(role, 'KeyDescriptor')
    .filter((descriptor) =>
      [undefined, use].includes(attributeOf(descriptor, 'use') as typeof use | undefined),
    )
    .flatMap((descriptor) => below(descriptor, DSIG, 'X509Certificate'))
    .map((certificate) => decodeBase64(textOf(certificate)));
}

/** Each once: a federation server, AD FS or ours, has one address in its roles of application and token service. */
function readPassiveEndpoints(root: XmlElement): readonly string[] {
  const addresses = below(root, FEDERATION, 'PassiveRequestorEndpoint')
    .flatMap((endpoint) => below(endpoint, ADDRESSING, 'Address'))
    .map((address) => checkLocation(textOf(address).trim()));
  return [...new Set(addresses)];
}

function readLocation(service: XmlElement, attribute: string): string {
  return checkLocation(requiredAttribute(service, attribute));
}

/** What an answer with somebody's claims may be posted to. */
function checkLocation(location: string): string {
  const url = URL.parse(location);
  if (url === null || !['https:', 'http:'].includes(url.protocol) || location.length > MAX_LENGTH) {
    wrongShape(`an address is no http or https URL: ${location.slice(0, 80)}`);
  }
  return location;
}

function childrenOf(role: XmlElement, localName: string): readonly XmlElement[] {
  return childElements(role).filter((child) => isNamed(child, SAML20.metadata, localName));
}

function below(element: XmlElement, namespaceUri: string, localName: string): readonly XmlElement[] {
  return childElements(element).flatMap((child) =>
    isNamed(child, namespaceUri, localName) ? [child] : below(child, namespaceUri, localName),
  );
}

const MAX_LENGTH = 2048;
const ENTITY_ID = /^[^\s\p{C}]{1,2048}$/u;
const FEDERATION = 'http://docs.oasis-open.org/wsfed/federation/200706';
const ADDRESSING = 'http://www.w3.org/2005/08/addressing';
