import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createXmlCrypto } from '@signet/crypto';
import { CLAIMS, readEntityMetadata } from '@signet/federation';
import {
  attributeOf,
  childElements,
  parseXml,
  SAML11,
  SAML20,
  textOf,
  verifyEnvelopedSignature,
  type XmlElement,
} from '@signet/xml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from './_front-proxy.ts';
import { ISSUER_URI, startWorld, type World } from './_world.ts';

const ADDRESS = '/FederationMetadata/2007-06/FederationMetadata.xml';

let world: World;
let text: string;
let certificates: readonly Uint8Array[];

beforeAll(async () => {
  world = await startWorld();
  text = await (await world.fetch(world.server.origins.login + ADDRESS)).text();
  const { federationKeys, clock } = world.server.services;
  const now = clock.now();
  const current = await federationKeys.current(now);
  const published = (await federationKeys.published(now)).map(({ certificate }) => certificate);
  expect(published).toContainEqual(current.certificate);
  certificates = published;
});
afterAll(() => world[Symbol.asyncDispose]());

describe('FederationMetadata.xml of the running server', () => {
  it('is signed as a whole, and has every key of ours for the reader of our own', async () => {
    const { federationKeys, clock } = world.server.services;
    const { certificate } = await federationKeys.current(clock.now());
    const document = parseXml(text);
    const keys = [{ id: 'current', certificate }];
    const verdict = verifyEnvelopedSignature(document, { document, keys, crypto: createXmlCrypto() });
    if (verdict.status !== 'verified') throw new Error(verdict.code);
    expect(verdict.element.localName).toBe('EntityDescriptor');
    const { entityId, signingCertificates, issuerCertificates } = readEntityMetadata(text);
    expect(entityId).toBe(ISSUER_URI);
    expect(issuerCertificates.map(Buffer.from)).toEqual(certificates.map(Buffer.from));
    expect(signingCertificates).toEqual(issuerCertificates);
  });

  it.skipIf(!isInstalled(XMLSEC1))('is signed as xmlsec1 sees it, and not after a change', async () => {
    const { federationKeys, clock } = world.server.services;
    const { certificate } = await federationKeys.current(clock.now());
    const file = (name: string): string => join(world.folder, name);
    await writeFile(file('signer.der'), certificate);
    const verify = async (name: string, changed: string): Promise<string> => {
      await writeFile(file(name), changed);
      const ids = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor'];
      const words = ['--verify', '--pubkey-cert-der', file('signer.der'), ...ids, file(name)];
      const { stderr } = await promisify(execFile)(XMLSEC1, words);
      return stderr;
    };
    expect(await verify('metadata.xml', text)).toContain('OK');
    const changed = text.replace('2005/certificatemixed', '2005/certificatemixes');
    await expect(verify('changed.xml', changed)).rejects.toThrow(/FAIL/);
  });

  it('has the roles of AD FS in their order, without the one of SAML that takes assertions', () => {
    const [signature, ...roles] = childElements(parseXml(text));
    expect(signature?.localName).toBe('Signature');
    const described = roles.map((role) => [role.localName, attributeOf(role, 'type', XSI)]);
    expect(described).toEqual([
      ['RoleDescriptor', 'fed:ApplicationServiceType'],
      ['RoleDescriptor', 'fed:SecurityTokenServiceType'],
      ['IDPSSODescriptor', undefined],
    ]);
    for (const role of roles.slice(0, 2)) {
      expect(role.namespaces.get('fed')).toBe(FED);
      expect(attributeOf(role, 'protocolSupportEnumeration')?.split(' ')).toEqual([
        'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
        'http://schemas.xmlsoap.org/ws/2005/02/trust',
        FED,
      ]);
    }
  });

  it('says to applications what this server is called and where browsers go', () => {
    const role = roleOf('fed:ApplicationServiceType');
    const passive = `${world.server.origins.login}/adfs/ls/`;
    expect(namesOf(role)).toEqual(['TargetScopes', 'ApplicationServiceEndpoint', 'PassiveRequestorEndpoint']);
    expect(addressesOf(role, 'TargetScopes')).toEqual([passive, ISSUER_URI]);
    expect(addressesOf(role, 'ApplicationServiceEndpoint')).toEqual([passive]);
    expect(addressesOf(role, 'PassiveRequestorEndpoint')).toEqual([passive]);
  });

  it('says as a token service which tokens and claims it has, by which keys, and where', () => {
    const role = roleOf('fed:SecurityTokenServiceType');
    // The order is that of the schema, WebServiceDescriptorType before what SecurityTokenServiceType adds.
    expect(namesOf(role)).toEqual([
      ...certificates.map(() => 'KeyDescriptor'),
      'TokenTypesOffered',
      'ClaimTypesOffered',
      'TargetScopes',
      'SecurityTokenServiceEndpoint',
      'PassiveRequestorEndpoint',
    ]);
    const keys = below(role, 'KeyDescriptor');
    expect(keys.map((key) => attributeOf(key, 'use'))).toEqual(certificates.map(() => 'signing'));
    expect(below(role, 'X509Certificate').map(textOf)).toEqual(
      certificates.map((der) => Buffer.from(der).toString('base64')),
    );
    expect(urisOf(role, 'TokenType')).toEqual([SAML20.assertion, SAML11.assertion]);
    expect(urisOf(role, 'ClaimType')).toEqual(Object.values(CLAIMS));
    expect(addressesOf(role, 'PassiveRequestorEndpoint')).toEqual([`${world.server.origins.login}/adfs/ls/`]);
  });

  it('leads programs to WS-Trust, and from there to the document with all its addresses', async () => {
    const role = roleOf('fed:SecurityTokenServiceType');
    const [address = '', exchange = ''] = addressesOf(role, 'SecurityTokenServiceEndpoint');
    const trust = `${world.server.origins.login}/adfs/services/trust`;
    expect([address, exchange]).toEqual([`${trust}/2005/certificatemixed`, `${trust}/mex`]);
    const [section] = below(role, 'MetadataSection');
    expect(section && attributeOf(section, 'Dialect')).toBe('http://schemas.xmlsoap.org/ws/2004/09/mex');
    const wsdl = await (await world.fetch(exchange)).text();
    expect(wsdl).toContain(`<soap12:address location="${address}">`);
    const soap = { 'content-type': 'application/soap+xml' };
    const asked = await world.fetch(address, { method: 'POST', headers: soap, body: '<a/>' });
    expect(await asked.text()).toContain('http://www.w3.org/2003/05/soap-envelope');
  });

  it('names for SAML the addresses, name formats and attributes of its identity provider', () => {
    const [role] = below(parseXml(text), 'IDPSSODescriptor');
    if (!role) throw new Error('no IDPSSODescriptor');
    const passive = `${world.server.origins.login}/adfs/ls/`;
    for (const service of ['SingleSignOnService', 'SingleLogoutService']) {
      expect(below(role, service).map((each) => attributeOf(each, 'Binding'))).toEqual(
        ['HTTP-Redirect', 'HTTP-POST'].map((name) => `urn:oasis:names:tc:SAML:2.0:bindings:${name}`),
      );
      expect(new Set(below(role, service).map((each) => attributeOf(each, 'Location')))).toEqual(
        new Set([passive]),
      );
    }
    const formats = below(role, 'NameIDFormat').map((each) => textOf(each).split(':').at(-1));
    expect(formats).toEqual(['emailAddress', 'persistent', 'transient', 'unspecified']);
    expect(below(role, 'Attribute').length).toBeGreaterThan(0);
  });
});

function roleOf(type: string): XmlElement {
  const role = below(parseXml(text), 'RoleDescriptor').find(
    (each) => attributeOf(each, 'type', XSI) === type,
  );
  if (!role) throw new Error(`no role ${type}`);
  return role;
}

/** Those of the name anywhere below; the document has no name in two namespaces that are asked for here. */
function below(element: XmlElement, localName: string): readonly XmlElement[] {
  return childElements(element).flatMap((child) =>
    child.localName === localName ? [child] : below(child, localName),
  );
}

function namesOf(role: XmlElement): readonly string[] {
  return childElements(role).map(({ localName }) => localName);
}

function addressesOf(role: XmlElement, localName: string): readonly string[] {
  return below(role, localName)
    .flatMap((each) => below(each, 'Address'))
    .map(textOf);
}

function urisOf(role: XmlElement, localName: string): readonly (string | undefined)[] {
  return below(role, localName).map((each) => attributeOf(each, 'Uri'));
}

const FED = 'http://docs.oasis-open.org/wsfed/federation/200706';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const XMLSEC1 = '/usr/bin/xmlsec1';
