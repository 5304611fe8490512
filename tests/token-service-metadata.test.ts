import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createXmlCrypto } from '@signet/crypto';
import { readEntityMetadata } from '@signet/federation';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { attributeOf, childElements, parseXml, verifyEnvelopedSignature } from '@signet/xml';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { isInstalled } from './_front-proxy.ts';
import { secretOf } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const RESOURCE = 'https://archive.contoso.example/';
const SECRET = 'a-secret-of-the-archive';
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('FederationMetadata.xml of the token service', () => {
  it.each([CONTOSO_TENANT_ID, 'contoso.example', 'Contoso.EXAMPLE'])(
    'of /%s verifies a token of version 1, issuer and signature, by nothing else',
    async (segment) => {
      const { entityId, issuerCertificates } = readEntityMetadata(await read(segment));
      const token = await tokenOfVersion1();
      const { kid } = decodeProtectedHeader(token);
      const certificate = issuerCertificates
        .map((der) => new X509Certificate(der))
        .find(({ fingerprint }) => toKid(fingerprint) === kid);
      if (!certificate) throw new Error(`no certificate for ${kid}`);
      const { payload } = await jwtVerify(token, certificate.publicKey, {
        issuer: entityId,
        audience: RESOURCE,
      });
      expect(payload['ver']).toBe('1.0');
      expect(entityId).toBe(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/`);
    },
  );

  it.each(['common', 'organizations'])('of /%s has the issuer that discovery has', async (segment) => {
    const { entityId } = readEntityMetadata(await read(segment));
    const discovery = await world.fetch(
      `${world.server.origins.login}/${segment}/.well-known/openid-configuration`,
    );
    const { issuer } = (await discovery.json()) as { issuer: string };
    expect(entityId).toBe(issuer);
    expect(entityId).toMatch(/\/\{tenantid\}\/$/);
  });

  it('has the certificates of the key set, in its order', async () => {
    const { issuerCertificates } = readEntityMetadata(await read(CONTOSO_TENANT_ID));
    const answer = await world.fetch(`${world.server.origins.login}/common/discovery/keys`);
    const { keys } = (await answer.json()) as { keys: { x5c: string[] }[] };
    expect(issuerCertificates.map((der) => Buffer.from(der).toString('base64'))).toEqual(
      keys.flatMap(({ x5c }) => x5c),
    );
  });

  it('is signed by the key that signs tokens', async () => {
    const { tokenKeys, clock } = world.server.services;
    const { certificate } = await tokenKeys.current(clock.now());
    const text = await read(CONTOSO_TENANT_ID);
    const document = parseXml(text);
    const keys = [{ id: 'current', certificate }];
    const verdict = verifyEnvelopedSignature(document, { document, keys, crypto: createXmlCrypto() });
    if (verdict.status !== 'verified') throw new Error(verdict.code);
    expect(attributeOf(verdict.element, 'entityID')).toBe(readEntityMetadata(text).entityId);
    if (!isInstalled(XMLSEC1)) return;
    const file = (name: string): string => join(world.folder, name);
    await writeFile(file('signer.der'), certificate);
    await writeFile(file('metadata.xml'), text);
    const ids = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor'];
    const words = ['--verify', '--pubkey-cert-der', file('signer.der'), ...ids, file('metadata.xml')];
    expect((await promisify(execFile)(XMLSEC1, words)).stderr).toContain('OK');
  });

  it('names no address of WS-Federation or SAML, because none is served', async () => {
    const text = await read(CONTOSO_TENANT_ID);
    const [, ...roles] = childElements(parseXml(text));
    expect(roles.map(({ localName }) => localName)).toEqual(['RoleDescriptor']);
    expect(text).not.toMatch(/Endpoint|SingleSignOn|urn:oasis:names:tc:SAML:[12]\.[01]:assertion/);
    expect(text).toContain('<fed:TokenType Uri="urn:ietf:params:oauth:token-type:jwt">');
  });

  it('of a tenant that there is not is refused', async () => {
    const { status, text } = await ask('northwind.example');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error_codes: [90002] });
  });
});

async function read(segment: string): Promise<string> {
  const { status, text, type } = await ask(segment);
  expect([status, type]).toEqual([200, 'application/samlmetadata+xml']);
  return text;
}

async function ask(segment: string): Promise<{ status: number; text: string; type: string | null }> {
  const path = `/${segment}/FederationMetadata/2007-06/FederationMetadata.xml`;
  const answer = await world.fetch(world.server.origins.login + path);
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
}

let token: string | undefined;

async function tokenOfVersion1(): Promise<string> {
  token ??= await askForToken();
  return token;
}

async function askForToken(): Promise<string> {
  const { appId } = await registerApplication(world, {
    displayName: 'Archive',
    identifierUris: [RESOURCE],
    secrets: [secretOf(SECRET)],
  });
  const answer = await world.fetch(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: SECRET,
      resource: RESOURCE,
    }),
  });
  const { access_token: accessToken } = (await answer.json()) as { access_token?: string };
  if (accessToken === undefined) throw new Error('no access token');
  return accessToken;
}

/** base64url of the SHA-1 (`x5t`) from node's notation of it. */
function toKid(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url');
}

const XMLSEC1 = '/usr/bin/xmlsec1';
