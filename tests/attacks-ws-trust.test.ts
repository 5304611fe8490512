import { spawnSync } from 'node:child_process';
import { createPrivateKey, randomBytes, scryptSync, sign, X509Certificate } from 'node:crypto';
import { hashPassword } from '@signet/crypto';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeLongKey } from '../services/crypto/src/_long-key.ts';
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

// What an attacker sends to the WS-Trust endpoints and to the assertion grant, against the running server.

const { alice, bob, dora } = DEMO_PEOPLE;
const PASSWORD = 'correct & horse';
const ESCAPED = 'correct &amp; horse';
const SIGNED: Rst = { version: '13', endpoint: 'certificatemixed' };
const TRANSPORT: Rst = { version: '2005', endpoint: 'certificatetransport' };
/** Odd, and of 257 bits. */
const EXPONENT = `rsa_keygen_pubexp:${2n ** 256n + 1n}`;
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('attacks-ws-trust.test.ts: openssl is not installed, keys of RSA are left out');
const USERNAME: Rst = { version: '13', endpoint: 'usernamemixed' };

let world: World;
/** Stands still unless a test moves it. */
let time = Math.floor(Date.now() / 1000);
beforeAll(async () => {
  world = await startWorld({ passwords: 'test-users', clock: { now: () => time } });
  const { passwords } = world.server.services.directory;
  await passwords.put(dora.id, await hashPassword(PASSWORD), time);
  for (const { id } of [alice, bob]) await passwords.put(id, hashWithLittleWork(PASSWORD), time);
});
afterAll(() => world?.[Symbol.asyncDispose]());
// Each test has its own quarter of an hour.
beforeEach(() => {
  time += 16 * 60;
});

async function expectFault(answer: Awaited<ReturnType<typeof postRst>>, aadsts: number, subcode: string) {
  expect(answer.status, answer.body.toString()).toBe(500);
  expect(answer.body.toString()).not.toContain('Assertion');
  const fault = readFault(answer);
  expect(fault.reason).toContain(`AADSTS${aadsts}:`);
  expect(fault.subcode).toMatch(new RegExp(`:${subcode}$`));
  const row = await world.newestLogEntry();
  expect(row).toMatchObject({ face: 'ws-trust', errorCode: aadsts });
  expect(fault.reason).toContain(row.id);
  return row;
}

async function signedBy(person: typeof alice, rst: Rst = SIGNED) {
  const certificate = await world.issueFor(person);
  return { certificate, envelope: writeRst(world, { ...rst, token: binarySecurityToken(certificate) }) };
}

describe('a signed message', () => {
  it('is good once', async () => {
    const { certificate, envelope } = await signedBy(alice);
    const signed = signRst(envelope, certificate);
    expect((await postRst(world, SIGNED, signed)).status).toBe(200);
    await expectFault(await postRst(world, SIGNED, signed), 20012, 'InvalidSecurity');
  });

  it('is good once although anybody can write its ECDSA signature in another way', async () => {
    const { certificate, envelope } = await signedBy(alice);
    const signed = signRst(envelope, certificate);
    expect((await postRst(world, SIGNED, signed)).status).toBe(200);
    const again = signed.replace(/(<ds:SignatureValue>)([^<]*)/, (_whole, tag: string, value: string) => {
      const raw = Buffer.from(value, 'base64');
      const s = P256_ORDER - BigInt(`0x${raw.subarray(32).toString('hex')}`);
      const other = Buffer.concat([
        raw.subarray(0, 32),
        Buffer.from(s.toString(16).padStart(64, '0'), 'hex'),
      ]);
      return tag + other.toString('base64');
    });
    expect(again).not.toBe(signed);
    await expectFault(await postRst(world, SIGNED, again), 20012, 'InvalidSecurity');
  });

  it('is good for five minutes before and after its time', async () => {
    for (const created of [time - 301, time + 301]) {
      const { certificate, envelope } = await signedBy(alice, { ...SIGNED, created });
      await expectFault(
        await postRst(world, SIGNED, signRst(envelope, certificate)),
        20012,
        'MessageExpired',
      );
    }
  });

  it('is for the address that it names', async () => {
    for (const to of [
      'https://fs.elsewhere.example/adfs/services/trust/13/certificatemixed',
      addressOf(world, { ...SIGNED, version: '2005' }),
    ]) {
      const { certificate, envelope } = await signedBy(alice, { ...SIGNED, to });
      await expectFault(
        await postRst(world, SIGNED, signRst(envelope, certificate)),
        90081,
        'InvalidRequest',
      );
    }
  });

  it.each([['Timestamp'], ['To']])('that leaves all but %s unsigned is refused', async (...parts) => {
    const { certificate, envelope } = await signedBy(alice);
    const row = await expectFault(
      await postRst(world, SIGNED, signRst(envelope, certificate, { parts })),
      50006,
      'InvalidSecurity',
    );
    expect(row.evidence.at(-1)).toMatchObject({ check: 'signature-reference', result: 'fail' });
  });

  it('with another Timestamp than the signed one is refused, wherever the signed one went', async () => {
    const { certificate, envelope } = await signedBy(alice, { ...SIGNED, created: time - 3600 });
    const signed = signRst(envelope, certificate);
    const [old = ''] = /<wsu:Timestamp.*?<\/wsu:Timestamp>/s.exec(signed) ?? [];
    const fresh = (id: string) =>
      `<wsu:Timestamp wsu:Id="${id}"><wsu:Created>${iso(time)}</wsu:Created><wsu:Expires>${iso(time + 60)}</wsu:Expires></wsu:Timestamp>`;
    const wrapped = `<x:Wrapper xmlns:x="urn:x">${old}</x:Wrapper>`;
    for (const forged of [
      signed.replace(old, fresh('_0')),
      signed.replace(old, fresh('_9')).replace('<wsse:Security', `${wrapped}<wsse:Security`),
      signed.replace(old, fresh('_0')).replace('<wsse:Security', `${wrapped}<wsse:Security`),
    ]) {
      await expectFault(await postRst(world, SIGNED, forged), 50006, 'InvalidSecurity');
    }
    await expectFault(
      await postRst(world, SIGNED, signed.replace(old, fresh('_9') + old)),
      90081,
      'InvalidRequest',
    );
  });

  it('with more References than a message has parts is refused', async () => {
    const { certificate, envelope } = await signedBy(alice);
    const signed = signRst(envelope, certificate, { parts: [...Array(8).fill('Timestamp'), 'To'] });
    const row = await expectFault(await postRst(world, SIGNED, signed), 50006, 'InvalidSecurity');
    expect(row.evidence.at(-1)).toMatchObject({ check: 'signature-present', result: 'fail' });
  });

  it('signed by another key than its certificate’s is refused', async () => {
    const { envelope } = await signedBy(alice);
    const stranger = await world.issueFor(bob);
    await expectFault(await postRst(world, SIGNED, signRst(envelope, stranger)), 50006, 'InvalidSecurity');
  });

  describe.skipIf(!hasOpenssl)('of RSA', () => {
    it('is verified, and its certificate judged', async () => {
      const answer = await postSignedBy(makeRsaKey([]));
      await expectFault(answer, 500176, 'FailedAuthentication');
    });

    it.each([
      ['has an exponent of 257 bits', () => makeRsaKey(['-pkeyopt', EXPONENT])],
      ['has 8200 bits', makeLongKey],
    ])('is not verified for as long as a key takes that %s', async (_what, make) => {
      const row = await expectFault(await postSignedBy(make()), 50006, 'InvalidSecurity');
      expect(row.evidence.at(-1)).toMatchObject({ check: 'signature-value', result: 'fail' });
    });

    function postSignedBy(key: ReturnType<typeof makeLongKey>) {
      const envelope = writeRst(world, { ...SIGNED, token: binarySecurityToken(key) });
      return postRst(world, SIGNED, signRst(envelope, key));
    }
  });

  it('with digests by SHA-1 is refused', async () => {
    const { certificate, envelope } = await signedBy(alice);
    const signed = signRst(envelope, certificate, { digest: 'sha1' });
    const row = await expectFault(await postRst(world, SIGNED, signed), 50006, 'InvalidSecurity');
    expect(row.evidence.at(-1)).toMatchObject({ check: 'signature-algorithm', result: 'fail' });
  });

  it('of a certificate that was revoked is refused', async () => {
    const { certificate, envelope } = await signedBy(bob);
    await world.revoke(certificate);
    const row = await expectFault(
      await postRst(world, SIGNED, signRst(envelope, certificate)),
      500171,
      'FailedAuthentication',
    );
    expect(row.userPrincipalName).toBe(bob.userPrincipalName);
  });

  it('of a managed user’s certificate is refused', async () => {
    const { certificate, envelope } = await signedBy(dora);
    await expectFault(
      await postRst(world, SIGNED, signRst(envelope, certificate)),
      50107,
      'FailedAuthentication',
    );
  });

  it('is no message without its token or its signature', async () => {
    const { envelope } = await signedBy(alice);
    await expectFault(await postRst(world, SIGNED, envelope), 50192, 'FailedAuthentication');
    await expectFault(await postRst(world, SIGNED, writeRst(world, SIGNED)), 50192, 'FailedAuthentication');
  });
});

describe('certificatetransport', () => {
  it('refuses a client without a certificate', async () => {
    const answer = await postRst(world, TRANSPORT, writeRst(world, TRANSPORT));
    await expectFault(answer, 50192, 'FailedAuthentication');
  });

  it('ends the connection with the answer, so that nobody else signs in on it', async () => {
    const clientCertificate = await world.issueFor(alice);
    const answer = await postRst(world, TRANSPORT, writeRst(world, TRANSPORT), { clientCertificate });
    expect(answer.status).toBe(200);
    expect(answer.headers['connection']).toBe('close');
  });

  it('does not take a message for the other listener', async () => {
    const clientCertificate = await world.issueFor(alice);
    const rst = {
      ...TRANSPORT,
      to: `${world.server.origins.login}/adfs/services/trust/2005/certificatetransport`,
    };
    await expectFault(
      await postRst(world, TRANSPORT, writeRst(world, rst), { clientCertificate }),
      90081,
      'InvalidRequest',
    );
  });
});

describe('a message', () => {
  const withToken = (token: string, more: Partial<Rst> = {}) =>
    postRst(world, USERNAME, writeRst(world, { ...USERNAME, token, ...more }));
  const good = usernameToken(alice.userPrincipalName, ESCAPED);

  it('for a relying party that nobody registered is refused', async () => {
    const appliesTo = 'urn:federation:elsewhere';
    await expectFault(await withToken(good, { appliesTo }), 700016, 'InvalidRequest');
  });

  it('with a header that must be understood and is not is refused', async () => {
    const headers = "<x:Route xmlns:x='urn:x' s:mustUnderstand='1'>elsewhere</x:Route>";
    const answer = await withToken(good, { headers });
    await expectFault(answer, 90082, 'InvalidRequest');
    expect(answer.body.toString()).toContain('<s:Value>s:MustUnderstand</s:Value>');
  });

  it('that wants its answer sent elsewhere is refused', async () => {
    const envelope = writeRst(world, { ...USERNAME, token: good }).replace(
      'http://www.w3.org/2005/08/addressing/anonymous',
      'https://elsewhere.example/',
    );
    await expectFault(await postRst(world, USERNAME, envelope), 90081, 'InvalidRequest');
  });

  it.each([
    ['a DOCTYPE', (text: string) => `<!DOCTYPE s:Envelope [<!ENTITY a "aaaa">]>${text}`],
    ['a comment in the password', (text: string) => text.replace('correct', 'corr<!-- -->ect')],
    [
      'two passwords',
      (text: string) => text.replace('</wsse:Password>', '</wsse:Password><wsse:Password>x</wsse:Password>'),
    ],
    ['two bodies', (text: string) => text.replace('<s:Body>', '<s:Body/><s:Body>')],
    [
      'two security headers',
      (text: string) =>
        text.replace(
          '</s:Header>',
          "<wsse:Security xmlns:wsse='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'/></s:Header>",
        ),
    ],
    [
      'a token nobody knows',
      (text: string) => text.replace('<wsse:UsernameToken', "<x:Token xmlns:x='urn:x'/><wsse:UsernameToken"),
    ],
    [
      'SOAP 1.1',
      (text: string) =>
        text.replace('http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'),
    ],
    ['a proof key', (text: string) => text.replace('/Bearer<', '/SymmetricKey<')],
    ['no end', (text: string) => text.slice(0, -20)],
    [
      'a thousand levels',
      (text: string) =>
        text.replace('<wst:KeyType>', `${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}<wst:KeyType>`),
    ],
  ])('with %s is refused, and the log has nothing of what it holds', async (_what, change) => {
    const envelope = change(writeRst(world, { ...USERNAME, token: good }));
    const row = await expectFault(await postRst(world, USERNAME, envelope), 90081, 'InvalidRequest');
    expect(JSON.stringify(row)).not.toMatch(/correct|horse/);
  });

  it('larger than the budget, or of another media type, is refused', async () => {
    const large = writeRst(world, { ...USERNAME, token: good, headers: ' '.repeat(70_000) });
    expect((await postRst(world, USERNAME, large)).status).toBe(413);
    const text = writeRst(world, { ...USERNAME, token: good });
    await expectFault(
      await postRst(world, USERNAME, text, { contentType: 'text/xml' }),
      90081,
      'InvalidRequest',
    );
  });
});

describe('passwords', () => {
  const attempt = (userName: string, password: string, localAddress = '127.0.0.1') => {
    const envelope = writeRst(world, { ...USERNAME, token: usernameToken(userName, password) });
    return postRst(world, USERNAME, envelope, { localAddress });
  };

  it('answers the same for a wrong password, an unknown name and somebody without a password', async () => {
    for (const name of [alice.userPrincipalName, 'nobody@contoso.example', 'admin@contoso.example']) {
      const row = await expectFault(await attempt(name, 'wrong'), 50126, 'FailedAuthentication');
      expect(JSON.stringify(row)).not.toContain('wrong"');
    }
  });

  it('refuses a managed user at the federation server, and a federated one at the token endpoint', async () => {
    await expectFault(await attempt(dora.userPrincipalName, ESCAPED), 50107, 'FailedAuthentication');
    const { body } = await redeemAssertion(world, 'unused', {
      grant_type: 'password',
      username: alice.userPrincipalName,
      password: PASSWORD,
    });
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [50107] });
  });

  it('stops guessing of one account after ten wrong ones, until a quarter of an hour has passed', async () => {
    const name = bob.userPrincipalName;
    for (let i = 0; i < 10; i++)
      await expectFault(await attempt(name, `guess ${i}`), 50126, 'FailedAuthentication');
    await expectFault(await attempt(name, ESCAPED), 50053, 'FailedAuthentication');
    expect((await attempt(alice.userPrincipalName, ESCAPED)).status).toBe(200);
    time += 15 * 60 + 1;
    expect((await attempt(name, ESCAPED)).status).toBe(200);
  });

  it('does not count right ones', async () => {
    for (let i = 0; i < 12; i++) expect((await attempt(alice.userPrincipalName, ESCAPED)).status).toBe(200);
  });

  it('stops who guesses and not the owner, who signs in from elsewhere', async () => {
    const name = bob.userPrincipalName;
    for (let i = 0; i < 11; i++) await attempt(name, `guess ${i}`, '127.0.0.66');
    await expectFault(await attempt(name, ESCAPED, '127.0.0.66'), 50053, 'FailedAuthentication');
    expect((await attempt(name, ESCAPED)).status).toBe(200);
  });

  it('stops guessing of one account from many networks, but not where its owner is known', async () => {
    const name = bob.userPrincipalName;
    expect((await attempt(name, ESCAPED)).status).toBe(200);
    for (let i = 0; i < 50; i++) await attempt(name, `guess ${i}`, `127.0.1.${i}`);
    await expectFault(await attempt(name, ESCAPED, '127.0.2.1'), 50053, 'FailedAuthentication');
    expect((await attempt(name, ESCAPED)).status).toBe(200);
  });

  it('stops guessing from one network across accounts', async () => {
    for (let i = 0; i < 30; i++) await attempt(`user${i}@contoso.example`, 'guess');
    await expectFault(await attempt(alice.userPrincipalName, ESCAPED), 50053, 'FailedAuthentication');
  });

  it('stops attempts side by side at the same limit', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => attempt(bob.userPrincipalName, `guess ${i}`)),
    );
    const judged = answers.filter((answer) => readFault(answer).reason.includes('AADSTS50126'));
    expect(judged.length).toBeLessThanOrEqual(10);
  });
});

describe('the assertion grant', () => {
  const obtain = async () => {
    const token = usernameToken(alice.userPrincipalName, ESCAPED);
    return cutAssertion(await postRst(world, USERNAME, writeRst(world, { ...USERNAME, token })));
  };
  const encode = (assertion: string) => Buffer.from(assertion).toString('base64url');

  it('takes an assertion once, in whatever base64 and under whatever name it comes again', async () => {
    const assertion = await obtain();
    expect((await redeemAssertion(world, encode(assertion))).status).toBe(200);
    for (const again of [encode(assertion), Buffer.from(assertion).toString('base64')]) {
      const { body } = await redeemAssertion(world, again, {
        grant_type: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
      });
      expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [50008] });
      expect(await world.newestLogEntry()).toMatchObject({
        face: 'assertion-grant',
        code: 'assertion-replayed',
      });
    }
  });

  it.each([
    ['changed', (text: string) => text.replaceAll('alice@', 'admin@'), 50006],
    [
      'of an unknown issuer',
      (text: string) => text.replace('Issuer="http://fs.', 'Issuer="http://sf.'),
      50107,
    ],
    ['wrapped', (text: string) => `<x:Wrapper xmlns:x="urn:x">${text}</x:Wrapper>`, 50008],
    ['with a DOCTYPE', (text: string) => `<!DOCTYPE a>${text}`, 50008],
    ['without its signature', (text: string) => text.replace(/<ds:Signature.*<\/ds:Signature>/s, ''), 50006],
  ])('refuses one that is %s', async (_what, change, aadsts) => {
    const { body } = await redeemAssertion(world, encode(change(await obtain())));
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [aadsts] });
    expect(await world.newestLogEntry()).toMatchObject({ face: 'assertion-grant', errorCode: aadsts });
  });

  it('refuses one that has ended', async () => {
    const assertion = await obtain();
    time += 3600 + 301;
    expect((await redeemAssertion(world, encode(assertion))).body).toMatchObject({ error_codes: [50008] });
  });

  it('ends with the certificate behind it', async () => {
    const certificate = await world.issueFor(alice);
    const answer = await postRst(world, TRANSPORT, writeRst(world, TRANSPORT), {
      clientCertificate: certificate,
    });
    await world.revoke(certificate);
    const { body } = await redeemAssertion(world, encode(cutAssertion(answer)));
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [500171] });
  });

  it.each(['', '****', 'a', 'PGE', '_w'])('refuses «%s»', async (assertion) => {
    expect((await redeemAssertion(world, assertion)).body).toMatchObject({ error_codes: [50008] });
  });
});

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** SEC 2 §2.4.2. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * As `hashPassword` writes it, with a hundredth of its work, which stands beside the hash: what is tested is how many
 * guesses there may be. Names that nobody has cost the whole work, and so does Dora's.
 */
function hashWithLittleWork(password: string): string {
  const salt = randomBytes(16);
  const [N, r, p] = [1024, 8, 1];
  const hash = scryptSync(password, salt, 32, { N, r, p });
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** With a certificate that it signed itself. */
function makeRsaKey(options: readonly string[]): ReturnType<typeof makeLongKey> {
  const request = ['req', '-x509', '-nodes', '-subj', '/CN=x', '-keyout', '-', '-newkey', 'rsa:2048'];
  const { stdout, stderr } = spawnSync('openssl', [...request, ...options], { encoding: 'utf8' });
  const [pem] = /-----BEGIN CERT[\s\S]+?-----END CERT.*/.exec(stdout) ?? [];
  if (pem === undefined) throw new Error(stderr);
  const privateKey = createPrivateKey(stdout);
  return {
    certificate: new X509Certificate(pem).raw,
    sign: (data) => sign('sha256', data, privateKey),
  };
}
