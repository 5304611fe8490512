import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hashPassword } from '@signet/crypto';
import { APPLICATION_IDS, DEMO_PEOPLE } from '@signet/lab';
import { attributeOf, childElements, parseXml, type XmlElement } from '@signet/xml';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refresh } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';
import {
  addressOf,
  binarySecurityToken,
  cutAssertion,
  postRst,
  type Rst,
  readFault,
  redeemAssertion,
  signRst,
  usernameToken,
  writeRst,
} from './_ws-trust.ts';

// WS-Trust at the federation server and what becomes of its assertion at the token service.

const { alice, dora } = DEMO_PEOPLE;
const PASSWORD = 'correct horse & battery <staple>';

let world: World;
/** Stands still. */
const time = Math.floor(Date.now() / 1000);
beforeAll(async () => {
  world = await startWorld({ passwords: 'test-users', clock: { now: () => time } });
  const { directory } = world.server.services;
  await directory.passwords.put(alice.id, await hashPassword(PASSWORD), time);
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** Asks for an assertion of Alice's. */
async function askFor(rst: Rst) {
  const certificate = await world.issueFor(alice);
  switch (rst.endpoint) {
    case 'usernamemixed': {
      const token = usernameToken(
        alice.userPrincipalName,
        PASSWORD.replace('&', '&amp;').replace('<', '&lt;'),
      );
      return { certificate, answer: await postRst(world, rst, writeRst(world, { ...rst, token })) };
    }
    case 'certificatetransport':
      return {
        certificate,
        answer: await postRst(world, rst, writeRst(world, rst), { clientCertificate: certificate }),
      };
    case 'certificatemixed': {
      const envelope = signRst(
        writeRst(world, { ...rst, token: binarySecurityToken(certificate) }),
        certificate,
      );
      return { certificate, answer: await postRst(world, rst, envelope) };
    }
  }
}

describe.each(['13', '2005'] as const)('WS-Trust %s', (version) => {
  it.each([
    { endpoint: 'usernamemixed', amr: ['fed', 'pwd'], method: 'urn:oasis:names:tc:SAML:1.0:am:password' },
    { endpoint: 'certificatetransport', amr: ['fed', 'rsa'], method: 'urn:ietf:rfc:2246' },
    { endpoint: 'certificatemixed', amr: ['fed', 'rsa'], method: 'urn:oasis:names:tc:SAML:1.0:am:X509-PKI' },
  ] as const)('$endpoint gives an assertion that is good for tokens', async ({ endpoint, amr, method }) => {
    const { answer } = await askFor({ version, endpoint });
    expect(answer.status, answer.body.toString()).toBe(200);
    expect(answer.headers['content-type']).toBe('application/soap+xml; charset=utf-8');
    const assertion = cutAssertion(answer);
    expect(assertion).toContain('<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion"');
    expect(assertion).toContain(`AuthenticationMethod="${method}"`);
    const encoded = Buffer.from(assertion).toString(version === '13' ? 'base64url' : 'base64');
    const tokens = await redeemAssertion(world, encoded);
    expect(tokens.status, JSON.stringify(tokens.body)).toBe(200);
    expect(decodeJwt(String(tokens.body['id_token']))).toMatchObject({ oid: alice.id, amr });
    expect((await refresh(world, String(tokens.body['refresh_token']))).status).toBe(200);
  });
});

describe('requests written after the clients that cannot run here', () => {
  it.each([
    { file: 'msal-dotnet-2005.xml', rst: { version: '2005', endpoint: 'usernamemixed' } },
    { file: 'msal-java-13.xml', rst: { version: '13', endpoint: 'usernamemixed' } },
  ] as const)('$file gets an assertion', async ({ file, rst }) => {
    const values = {
      TO: addressOf(world, rst),
      CREATED: new Date(time * 1000).toISOString(),
      EXPIRES: new Date((time + 600) * 1000).toISOString(),
      USER: alice.userPrincipalName,
      PASSWORD: PASSWORD.replace('&', '&amp;').replace('<', '&lt;'),
    };
    const template = await readFile(new URL(`ws-trust/${file}`, import.meta.url), 'utf8');
    const envelope = Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`$${name}`, value),
      template,
    );
    const [messageId = ''] = /urn:uuid:[\w-]+/.exec(template) ?? [];
    // MSIdentityTools leaves the charset out.
    const answer = await postRst(world, rst, envelope, { contentType: 'application/soap+xml' });
    expect(answer.status, answer.body.toString()).toBe(200);
    expect(answer.body.toString()).toContain(`<a:RelatesTo>${messageId}</a:RelatesTo>`);
    const assertion = Buffer.from(cutAssertion(answer)).toString('base64');
    // MSAL for .NET would name the grant so for any token type that it does not know.
    const grant_type = 'urn:ietf:params:oauth:grant-type:saml2-bearer';
    expect((await redeemAssertion(world, assertion, { grant_type })).status).toBe(200);
  });

  it('a signature that names its certificate by thumbprint, as the policy of AD FS asks, is taken', async () => {
    const rst = { version: '2005', endpoint: 'certificatemixed' } as const;
    const certificate = await world.issueFor(alice);
    const thumbprint = (der: Uint8Array) => createHash('sha1').update(der).digest('base64');
    const keyInfo = (value: string) =>
      `<wsse:SecurityTokenReference xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><wsse:KeyIdentifier ValueType="http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1">${value}</wsse:KeyIdentifier></wsse:SecurityTokenReference>`;
    const envelope = writeRst(world, { ...rst, token: binarySecurityToken(certificate) });
    const right = signRst(envelope, certificate, { keyInfo: keyInfo(thumbprint(certificate.certificate)) });
    expect((await postRst(world, rst, right)).status).toBe(200);
    const wrong = signRst(envelope, certificate, { keyInfo: keyInfo(thumbprint(Buffer.from('other'))) });
    expect(readFault(await postRst(world, rst, wrong)).reason).toContain('AADSTS50006');
  });
});

describe('what administrators and clients look at first', () => {
  it('the certificate endpoint answers a browser with a certificate and one without', async () => {
    const url = addressOf(world, { version: '2005', endpoint: 'certificatetransport' });
    expect((await world.fetch(url)).status).toBe(200);
    const browser = world.openBrowser(await world.issueFor(alice));
    expect(await browser.visit(new URL(url))).toMatchObject({
      kind: 'page',
      text: expect.stringContaining('Certificate sign-in is within reach'),
    });
  });

  it('MEX lists every address with its policy', async () => {
    const response = await world.fetch(`${world.server.origins.login}/adfs/services/trust/mex`);
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const document = parseXml(await response.text());
    const attributes = (name: string, attribute: string) =>
      [...elementsOf(document)]
        .filter(({ localName }) => localName === name)
        .map((element) => attributeOf(element, attribute));
    expect(attributes('address', 'location')).toEqual(
      (['2005', '13'] as const).flatMap((version) =>
        (['certificatemixed', 'certificatetransport', 'usernamemixed'] as const).map((endpoint) =>
          addressOf(world, { version, endpoint }),
        ),
      ),
    );
    const policies = [...elementsOf(document)]
      .map((element) => attributeOf(element, 'Id', UTILITY))
      .filter((id) => id !== undefined);
    expect(attributes('PolicyReference', 'URI')).toEqual(policies.map((id) => `#${id}`));
  });
});

it('gives no tokens of one factor to an application that asks for two, by assertion and by password', async () => {
  const { applications, passwords } = world.server.services.directory;
  await passwords.put(dora.id, await hashPassword(PASSWORD), time);
  const native = (await applications.find(APPLICATION_IDS.native))!;
  const byPassword = { grant_type: 'password', username: dora.userPrincipalName, password: PASSWORD };
  expect((await redeemAssertion(world, 'unused', byPassword)).status).toBe(200);
  await applications.update({ ...native, requiresMultiFactor: true });
  const { answer } = await askFor({ version: '13', endpoint: 'certificatetransport' });
  const refused = { status: 400, body: { error: 'interaction_required', error_codes: [50076] } };
  expect(await redeemAssertion(world, Buffer.from(cutAssertion(answer)).toString('base64'))).toMatchObject(
    refused,
  );
  expect(await world.newestLogEntry()).toMatchObject({
    face: 'assertion-grant',
    code: 'multi-factor-required',
  });
  expect(await redeemAssertion(world, 'unused', byPassword)).toMatchObject(refused);
  expect(await world.newestLogEntry()).toMatchObject({
    face: 'password-grant',
    code: 'multi-factor-required',
  });
  await applications.update(native);
});

it('has no address for passwords where they are switched off, and no grant', async () => {
  await using quiet = await startWorld();
  const rst = { version: '13', endpoint: 'usernamemixed' } as const;
  const mex = await quiet.fetch(`${quiet.server.origins.login}/adfs/services/trust/mex`);
  const document = await mex.text();
  expect(document).toContain('certificatemixed');
  expect(document).not.toMatch(/usernamemixed|UsernameToken/);
  const token = usernameToken(alice.userPrincipalName, PASSWORD);
  expect((await postRst(quiet, rst, writeRst(quiet, { ...rst, token }))).status).toBe(404);
  const form = { grant_type: 'password', username: 'dora@fabrikam.example', password: PASSWORD };
  expect((await redeemAssertion(quiet, 'unused', form)).body).toMatchObject({
    error: 'unsupported_grant_type',
  });
});

function* elementsOf(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of childElements(element)) yield* elementsOf(child);
}

const UTILITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
