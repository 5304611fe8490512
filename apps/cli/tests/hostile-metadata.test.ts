import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openServices, readConfig } from '@signet/server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { readFederationMetadata } from '../src/doctor/federation-metadata.ts';
import { run } from './_run.ts';
import { createWorld, type World } from './_world.ts';

const DOMAIN = 'contoso.example';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('takes no signing certificate over from metadata that came without TLS', async () => {
  const { domains, close } = await openDomains();
  const domain = (await domains.find(DOMAIN))!;
  const attacker = domain.federation!.signingCertificate;
  const origin = await serve(
    metadata({ entityID: 'http://evil.example/trust', certificate: base64(attacker) }),
  );
  const passiveSignInUri = `${origin}/adfs/ls/`;
  await domains.update({ ...domain, federation: { ...domain.federation!, passiveSignInUri } });
  await close();
  const { output, exitCode } = await run(`signet --data data domain refresh-federation ${DOMAIN}`, world);
  expect(output).toContain('is not https');
  expect(exitCode).toBe(4);
  const after = await openDomains();
  expect((await after.domains.find(DOMAIN))?.federation?.issuerUri).toBe(domain.federation?.issuerUri);
  await after.close();
});

it.each([
  ['names nobody', metadata({}), 'lacks the attribute entityID'],
  ['names nobody but a space', metadata({ entityID: ' ' }), 'the entityID is no identifier'],
  ['orders the terminal about', metadata({ entityID: 'urn:a&#x9b;2J' }), 'the entityID is no identifier'],
  [
    'has a certificate that is none',
    metadata({ entityID: 'urn:a', certificate: 'AAAA' }),
    'FederationMetadata',
  ],
  [
    'has a certificate that is no base64',
    metadata({ entityID: 'urn:a', certificate: '%%%' }),
    'FederationMetadata',
  ],
  [
    'has a document type',
    `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${metadata({})}`,
    'FederationMetadata',
  ],
  ['is no XML', 'x', 'FederationMetadata'],
])('reads no metadata that %s', async (_what, text, failure) => {
  const passiveSignInUri = `${await serve(text)}/adfs/ls/`;
  const read = await readFederationMetadata({ passiveSignInUri }, { extraTrust: undefined });
  expect(read).toEqual({ failure: expect.stringContaining(failure) });
});

it('stops reading metadata that does not end', async () => {
  const origin = await listen((_request, response) => {
    const send = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', send);
    send();
  });
  const passiveSignInUri = `${origin}/adfs/ls/`;
  const read = await readFederationMetadata({ passiveSignInUri }, { extraTrust: undefined });
  expect(read).toEqual({ failure: expect.stringContaining('longer than 1048576 bytes') });
});

function metadata({ entityID, certificate }: { entityID?: string; certificate?: string }): string {
  const name = entityID === undefined ? '' : ` entityID="${entityID}"`;
  const key = `<KeyDescriptor use="signing"><X509Certificate xmlns="http://www.w3.org/2000/09/xmldsig#">${certificate ?? ''}</X509Certificate></KeyDescriptor>`;
  const role = certificate === undefined ? '' : `<RoleDescriptor>${key}</RoleDescriptor>`;
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"${name}>${role}</EntityDescriptor>`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function serve(text: string): Promise<string> {
  return listen((_request, response) => response.end(text));
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openDomains() {
  const services = await openServices(await readConfig(join(world.folder, 'data', 'signet.json'), {}));
  return { domains: services.directory.domains, close: () => services[Symbol.asyncDispose]() };
}
