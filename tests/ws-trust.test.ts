import { hashPassword } from '@signet/crypto';
import { DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refresh } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';
import {
  binarySecurityToken,
  cutAssertion,
  postRst,
  type Rst,
  redeemAssertion,
  signRst,
  usernameToken,
  writeRst,
} from './_ws-trust.ts';

// WS-Trust at the federation server and what becomes of its assertion at the token service.

const { alice } = DEMO_PEOPLE;
const PASSWORD = 'correct horse & battery <staple>';

let world: World;
/** Stands still unless a test moves it. */
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
