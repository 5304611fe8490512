import { SAML20 } from '@signet/xml';
import { expect, it } from 'vitest';
import { readServiceProviderMetadata } from './read-service-provider.ts';

const PASSIVE = 'https://fs.northwind.example/adfs/ls/';

it('reads the passive address of a federation server once, though two of its roles name it', () => {
  const { identifiers, wsFederationUrls } = readServiceProviderMetadata(
    describeEntity([
      ['fed:ApplicationServiceType', PASSIVE],
      ['fed:SecurityTokenServiceType', PASSIVE],
    ]),
  );
  expect(identifiers).toEqual(['http://fs.northwind.example/adfs/services/trust']);
  expect(wsFederationUrls).toEqual([PASSIVE]);
});

it('reads each of several addresses, in their order', () => {
  const other = 'https://portal.northwind.example/';
  const text = describeEntity([
    ['fed:ApplicationServiceType', other],
    ['fed:ApplicationServiceType', PASSIVE],
  ]);
  expect(readServiceProviderMetadata(text).wsFederationUrls).toEqual([other, PASSIVE]);
});

function describeEntity(roles: readonly (readonly [type: string, address: string])[]): string {
  const written = roles.map(
    ([type, address]) =>
      `<md:RoleDescriptor xsi:type="${type}" protocolSupportEnumeration="${FED}"><fed:PassiveRequestorEndpoint><wsa:EndpointReference><wsa:Address>${address}</wsa:Address></wsa:EndpointReference></fed:PassiveRequestorEndpoint></md:RoleDescriptor>`,
  );
  return `<md:EntityDescriptor xmlns:md="${SAML20.metadata}" xmlns:fed="${FED}" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" entityID="http://fs.northwind.example/adfs/services/trust">${written.join('')}</md:EntityDescriptor>`;
}

const FED = 'http://docs.oasis-open.org/wsfed/federation/200706';
