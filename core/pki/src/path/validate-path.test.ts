import { createSignatureVerifier } from '@signet/crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { der, integer, oid, sequence } from '../_der.ts';
import {
  createKeys,
  extension,
  extKeyUsage,
  issue,
  KeyUsageFlags,
  keyUsage,
  NOW,
  type TestIdentity,
  x509,
  YEAR,
} from '../_test-pki.ts';
import type { Certificate } from '../x509/types.ts';
import type { PathRequest, PathVerdict, RevocationChecker, RevocationStatus } from './types.ts';
import { validatePath } from './validate-path.ts';

const verifySignature = createSignatureVerifier();
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

let root: TestIdentity;
let ca: TestIdentity;
let leaf: TestIdentity;

beforeAll(async () => {
  root = await issue({ subject: 'CN=Root', ca: true });
  ca = await issue({ subject: 'CN=CA', issuer: root, ca: true });
  leaf = await issue({ subject: 'CN=Alice', issuer: ca, extensions: [extKeyUsage(CLIENT_AUTH)] });
});

function validate(
  end: TestIdentity,
  anchors: readonly TestIdentity[],
  intermediates: readonly TestIdentity[],
  more: Partial<PathRequest> = {},
): PathVerdict {
  return validatePath({
    leaf: end.certificate,
    anchors: anchors.map(({ certificate }) => certificate),
    intermediates: intermediates.map(({ certificate }) => certificate),
    time: NOW,
    verifySignature,
    ...more,
  });
}

const codeOf = (verdict: PathVerdict): string => (verdict.valid ? 'valid' : verdict.code);
const failureOf = (verdict: PathVerdict): unknown =>
  verdict.valid ? 'valid' : [verdict.code, verdict.failedAt];
const subjectsOf = (verdict: PathVerdict): string[] =>
  verdict.path.map(({ subject }) => subject.rdnSequence.flat()[0]?.value ?? '');

/** Says `status` of the certificates named, good of all others. */
function revocation(statuses: readonly (readonly [Certificate, RevocationStatus])[]): RevocationChecker {
  const known = new Map(statuses);
  return (certificate) => known.get(certificate) ?? { status: 'good', checks: [] };
}

describe('a path', () => {
  it('is found and valid', () => {
    const verdict = validate(leaf, [root], [ca]);
    expect(codeOf(verdict)).toBe('valid');
    expect(subjectsOf(verdict)).toEqual(['Alice', 'CA', 'Root']);
  });

  it('may end at an anchor that is no root', () => {
    expect(subjectsOf(validate(leaf, [ca], []))).toEqual(['Alice', 'CA']);
  });

  it('leaves a check for each rule and certificate, every one of them passed', () => {
    const { checks } = validate(leaf, [root], [ca], { requiredExtKeyUsage: CLIENT_AUTH });
    expect(new Set(checks.map(({ result }) => result))).toEqual(new Set(['pass']));
    const ofLeaf = checks.filter(({ object }) => object === 'certificate CN=Alice');
    expect(ofLeaf.map(({ check }) => check)).toEqual([
      'path-building',
      'signature',
      'name-chaining',
      'key-strength',
      'critical-extensions',
      'policies',
      'extended-key-usage',
      'validity',
    ]);
    expect(checks).toContainEqual({
      check: 'validity',
      rule: 'Signet: a trust anchor expires too',
      object: 'trust anchor CN=Root',
      result: 'pass',
      detail: 'Valid from 2025-01-01T00:00:00Z to 2035-12-30T00:00:00Z.',
      facts: {
        notBefore: '2025-01-01T00:00:00Z',
        notAfter: '2035-12-30T00:00:00Z',
        time: '2026-01-01T00:00:00Z',
      },
    });
    expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
  });

  it('is not made of an anchor alone', () => {
    expect(codeOf(validate(root, [root], []))).toBe('no-path');
    expect(codeOf(validate(ca, [root, ca], []))).toBe('no-path');
  });

  it('needs an anchor, and says which issuer is missing', () => {
    expect(failureOf(validate(leaf, [], [ca, root]))).toEqual(['issuer-unknown', 2]);
    const verdict = validate(leaf, [root], []);
    expect(failureOf(verdict)).toEqual(['issuer-unknown', 0]);
    expect(verdict.checks.at(-1)?.detail).toContain('No certificate of the issuer CN=CA');
  });

  it('ignores certificates that do not belong and copies of those that do', async () => {
    const stranger = await issue({ subject: 'CN=Stranger', ca: true });
    expect(codeOf(validate(leaf, [stranger, root, root], [stranger, ca, ca, root, leaf]))).toBe('valid');
  });
});

describe('building', () => {
  it('tries CAs of one name until a key fits', async () => {
    const impostors = await Promise.all(
      [1, 2, 3].map(() => issue({ subject: 'CN=CA', issuer: root, ca: true })),
    );
    expect(codeOf(validate(leaf, [root], [...impostors, ca]))).toBe('valid');
  });

  it('tries anchors of one name', async () => {
    const other = await issue({ subject: 'CN=Root', ca: true });
    expect(codeOf(validate(leaf, [other, root], [ca]))).toBe('valid');
    expect(codeOf(validate(leaf, [other], [ca]))).toBe('signature-invalid');
  });

  it('goes another way when the first is expired', async () => {
    const expired = await issue({
      subject: 'CN=CA',
      issuer: root,
      ca: true,
      keys: ca.keys,
      notAfter: NOW - 1,
    });
    expect(codeOf(validate(leaf, [root], [expired, ca]))).toBe('valid');
    expect(failureOf(validate(leaf, [root], [expired]))).toEqual(['expired', 1]);
  });

  it('goes another way when a CA is revoked, as cross-certificates are for', async () => {
    const otherRoot = await issue({ subject: 'CN=Other Root', ca: true });
    const cross = await issue({ subject: 'CN=CA', issuer: otherRoot, ca: true, keys: ca.keys });
    const revoked: RevocationStatus = {
      status: 'revoked',
      revocationDate: NOW,
      reason: 'cACompromise',
      checks: [],
    };
    const checkRevocation = revocation([[ca.certificate, revoked]]);
    expect(subjectsOf(validate(leaf, [root, otherRoot], [ca, cross], { checkRevocation }))).toContain(
      'Other Root',
    );
    expect(codeOf(validate(leaf, [root], [ca, cross], { checkRevocation }))).toBe('revoked');
  });

  it('ends in a loop of CAs that certify each other', async () => {
    const a = await issue({ subject: 'CN=A', ca: true });
    const b = await issue({ subject: 'CN=B', issuer: a, ca: true });
    const aByB = await issue({ subject: 'CN=A', issuer: b, ca: true, keys: a.keys });
    const end = await issue({ subject: 'CN=End', issuer: b });
    expect(codeOf(validate(end, [root], [b, aByB]))).toBe('issuer-unknown');
    expect(codeOf(validate(end, [a], [b, aByB]))).toBe('valid');
  });

  it('follows a key rollover by self-issued certificates', async () => {
    const newKeys = await createKeys();
    const newWithOld = await issue({ subject: 'CN=Root', issuer: root, ca: true, keys: newKeys });
    const newRoot = { ...root, keys: newKeys };
    const end = await issue({ subject: 'CN=End', issuer: newRoot });
    expect(codeOf(validate(end, [root], [newWithOld]))).toBe('valid');
  });

  it('does not take a CA for the issuer whose key identifier is another', async () => {
    const authorityKeyIdentifier = extension('2.5.29.35', false, sequence(der(0x80, Uint8Array.of(1, 2, 3))));
    const end = await issue({ subject: 'CN=End', issuer: ca, extensions: [authorityKeyIdentifier] });
    const verdict = validate(end, [root], [ca]);
    expect(failureOf(verdict)).toEqual(['issuer-unknown', 0]);
    expect(verdict.checks.at(-1)?.detail).toContain('authority key identifier');
    // Whoever forges a certificate in a CA's name wants his key to be trusted.
    expect(verdict.checks.at(-1)?.detail).toMatch(
      /ask the CA whether that key is its own, and add .* if so\.$/,
    );
  });

  it('refuses a path that is longer than any real one', async () => {
    const chain = [root];
    for (let depth = 0; depth < 15; depth++) {
      const issuer = chain.at(-1) ?? root;
      chain.push(await issue({ subject: `CN=Sub ${depth}`, issuer, ca: true, keys: root.keys }));
    }
    const tooLong = await issue({ subject: 'CN=End', issuer: chain[15] ?? root });
    expect(codeOf(validate(tooLong, [root], chain))).toBe('path-too-long');
    const longest = await issue({ subject: 'CN=End', issuer: chain[14] ?? root });
    expect(codeOf(validate(longest, [root], chain))).toBe('valid');
  });

  it('stops at its budget when certificates are made to multiply', async () => {
    let signatures = 0;
    const counting: PathRequest['verifySignature'] = (input) => {
      signatures++;
      return verifySignature(input);
    };
    const names = ['CN=A', 'CN=B', 'CN=C', 'CN=D', 'CN=E', 'CN=F'];
    const identities = await Promise.all(names.map((subject) => issue({ subject, ca: true })));
    const mesh = await Promise.all(
      identities.flatMap((issuer) =>
        identities.flatMap(({ subject, keys }) =>
          [1, 2, 3].map(() => issue({ subject, issuer, ca: true, keys })),
        ),
      ),
    );
    // By name they lead to the anchor, so that none of the ways can be left out for leading nowhere.
    const impostor = await issue({ subject: 'CN=Root', ca: true });
    const last = identities.at(-1) ?? root;
    mesh.push(await issue({ subject: last.subject, keys: last.keys, issuer: impostor, ca: true }));
    const end = await issue({ subject: 'CN=End', issuer: identities[0] ?? root });
    const verdict = validate(end, [root], mesh, { verifySignature: counting });
    expect(codeOf(verdict)).toBe('signature-invalid');
    expect(verdict.checks[0]?.facts?.['pathsTried']).toBeLessThanOrEqual(2000);
    expect(signatures).toBeLessThanOrEqual(300);
  });
});

describe('a rule refuses', () => {
  const cAFalse = new x509.BasicConstraintsExtension(false, undefined, true);
  const certSign = keyUsage(KeyUsageFlags.keyCertSign);

  it('a signature that does not verify', () => {
    const spoilt = {
      ...leaf.certificate,
      signatureValue: leaf.certificate.signatureValue.map((byte) => byte ^ 1),
    };
    const verdict = validate({ ...leaf, certificate: spoilt }, [root], [ca]);
    expect(failureOf(verdict)).toEqual(['signature-invalid', 0]);
    expect(verdict.checks.map(({ check, result }) => [check, result])).toEqual([
      ['path-building', 'fail'],
      ['signature', 'fail'],
    ]);
    expect(verdict.checks.at(-1)).toMatchObject({
      rule: 'RFC 5280 §6.1.3 (a)(1)',
      object: 'certificate CN=Alice',
      detail: expect.stringContaining('does not verify'),
    });
  });

  it('an issuer that is no CA', async () => {
    const person = await issue({ subject: 'CN=Person', issuer: root });
    const end = await issue({ subject: 'CN=End', issuer: person });
    expect(failureOf(validate(end, [root], [person]))).toEqual(['not-a-ca', 1]);
  });

  it('an anchor that says it is no CA', async () => {
    const person = await issue({ subject: 'CN=Person', extensions: [cAFalse] });
    const end = await issue({ subject: 'CN=End', issuer: person });
    expect(failureOf(validate(end, [person], []))).toEqual(['not-a-ca', 1]);
  });

  it('more CAs than a CA or the anchor allows', async () => {
    const limitedRoot = await issue({ subject: 'CN=Limited', ca: true, pathLength: 0 });
    const sub = await issue({ subject: 'CN=Sub', issuer: limitedRoot, ca: true });
    const end = await issue({ subject: 'CN=End', issuer: sub });
    expect(failureOf(validate(end, [limitedRoot], [sub]))).toEqual(['path-length-exceeded', 1]);
  });

  it('a CA key that may not sign certificates', async () => {
    const sub = await issue({
      subject: 'CN=Sub',
      issuer: root,
      ca: true,
      extensions: [keyUsage(KeyUsageFlags.cRLSign)],
    });
    const end = await issue({ subject: 'CN=End', issuer: sub });
    expect(failureOf(validate(end, [root], [sub]))).toEqual(['key-usage-violation', 1]);
    const good = await issue({
      subject: 'CN=Sub',
      issuer: root,
      ca: true,
      extensions: [certSign],
      keys: sub.keys,
    });
    expect(codeOf(validate(end, [root], [good]))).toBe('valid');
  });

  it('a critical policy qualifier that is not understood, and only a critical one', async () => {
    const qualified = (critical: boolean, ...qualifiers: readonly string[]): Promise<TestIdentity> => {
      const infos = qualifiers.map((qualifier) => sequence(oid(qualifier), sequence()));
      const value = sequence(sequence(oid('1.2.3'), sequence(...infos)));
      return issue({
        subject: 'CN=CA',
        issuer: root,
        ca: true,
        extensions: [extension('2.5.29.32', critical, value)],
      });
    };
    const judge = async (above: TestIdentity): Promise<PathVerdict> =>
      validate(await issue({ subject: 'CN=End', issuer: above }), [root], [above]);
    const verdict = await judge(await qualified(true, '1.3.6.1.5.5.7.2.1', '1.2.3.4'));
    expect(failureOf(verdict)).toEqual(['unknown-critical-extension', 1]);
    expect(verdict).toMatchObject({
      reason: expect.stringContaining('qualifier that is not understood (1.2.3.4)'),
    });
    for (const good of [
      qualified(false, '1.2.3.4'),
      qualified(true, '1.3.6.1.5.5.7.2.1', '1.3.6.1.5.5.7.2.2'),
      qualified(true),
    ]) {
      expect(failureOf(await judge(await good))).toBe('valid');
    }
  });

  it('a critical extension that is not understood, and only a critical one', async () => {
    const unknown = (critical: boolean): Promise<TestIdentity> =>
      issue({ subject: 'CN=End', issuer: ca, extensions: [extension('1.2.3.4', critical, sequence())] });
    expect(failureOf(validate(await unknown(true), [root], [ca]))).toEqual(['unknown-critical-extension', 0]);
    expect(codeOf(validate(await unknown(false), [root], [ca]))).toBe('valid');
  });

  it('a critical freshestCRL, since nobody here follows it', async () => {
    const url = der(0x86, Buffer.from('http://crl.example/delta.crl'));
    const points = sequence(sequence(der(0xa0, der(0xa0, url))));
    const freshest = (critical: boolean): Promise<TestIdentity> =>
      issue({ subject: 'CN=End', issuer: ca, extensions: [extension('2.5.29.46', critical, points)] });
    expect(failureOf(validate(await freshest(true), [root], [ca]))).toEqual([
      'unknown-critical-extension',
      0,
    ]);
    expect(codeOf(validate(await freshest(false), [root], [ca]))).toBe('valid');
  });

  it('a leaf or a CA without the extended key usage asked for', async () => {
    const requiredExtKeyUsage = CLIENT_AUTH;
    const plain = await issue({ subject: 'CN=Plain', issuer: ca });
    const verdict = validate(plain, [root], [ca], { requiredExtKeyUsage });
    expect(failureOf(verdict)).toEqual(['extended-key-usage-violation', 0]);
    expect(verdict.checks.at(-1)?.rule).toMatch(/^Signet: the purpose must be stated/);
    expect(verdict.checks.at(-1)?.detail).toBe(
      'The certificate CN=Plain has no extended key usage, and here it must state clientAuth (1.3.6.1.5.5.7.3.2): have it reissued with that.',
    );
    const any = await issue({ subject: 'CN=Any', issuer: ca, extensions: [extKeyUsage('2.5.29.37.0')] });
    expect(codeOf(validate(any, [root], [ca], { requiredExtKeyUsage }))).toBe('valid');
    const serverCa = await issue({
      subject: 'CN=CA',
      issuer: root,
      ca: true,
      keys: ca.keys,
      extensions: [extKeyUsage('1.3.6.1.5.5.7.3.1')],
    });
    expect(failureOf(validate(leaf, [root], [serverCa], { requiredExtKeyUsage }))).toEqual([
      'extended-key-usage-violation',
      1,
    ]);
  });

  it('dates, and tells early from late', async () => {
    expect(failureOf(validate(leaf, [root], [ca], { time: NOW - 2 * YEAR }))).toEqual(['not-yet-valid', 2]);
    expect(failureOf(validate(leaf, [root], [ca], { time: NOW + 20 * YEAR }))).toEqual(['expired', 2]);
    const { notBefore, notAfter } = leaf.certificate.validity;
    expect(codeOf(validate(leaf, [root], [ca], { time: notBefore }))).toBe('valid');
    expect(codeOf(validate(leaf, [root], [ca], { time: notAfter }))).toBe('valid');
    expect(codeOf(validate(leaf, [root], [ca], { time: notAfter + 1 }))).toBe('expired');
  });

  it('a certificate under an anchor that has expired', async () => {
    const oldRoot = await issue({ subject: 'CN=Old', ca: true, notAfter: NOW - 1 });
    const end = await issue({ subject: 'CN=End', issuer: oldRoot });
    const verdict = validate(end, [oldRoot], []);
    expect(failureOf(verdict)).toEqual(['expired', 1]);
    expect(verdict.checks.at(-1)).toMatchObject({
      rule: 'Signet: a trust anchor expires too',
      detail: 'The trust anchor CN=Old expired on 2025-12-31T23:59:59Z: have it renewed.',
    });
  });

  it('RSA keys under 2048 bits unless allowed', async () => {
    const rsa = (modulusLength: number): Promise<CryptoKeyPair> =>
      createKeys({
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength,
        publicExponent: Uint8Array.of(1, 0, 1),
        hash: 'SHA-256',
      });
    const weak = await issue({ subject: 'CN=Weak', issuer: ca, keys: await rsa(1024) });
    const strong = await issue({ subject: 'CN=Strong', issuer: ca, keys: await rsa(2048) });
    expect(failureOf(validate(weak, [root], [ca]))).toEqual(['key-too-weak', 0]);
    expect(codeOf(validate(weak, [root], [ca], { allow: ['rsa1024'] }))).toBe('valid');
    expect(codeOf(validate(strong, [root], [ca]))).toBe('valid');
  });

  it('SHA-1 unless allowed', async () => {
    const sha1 = { name: 'ECDSA', hash: 'SHA-1' };
    const end = await issue({ subject: 'CN=End', issuer: ca, signingAlgorithm: sha1 });
    expect(failureOf(validate(end, [root], [ca]))).toEqual(['algorithm-not-allowed', 0]);
    expect(codeOf(validate(end, [root], [ca], { allow: ['sha1'] }))).toBe('valid');
  });

  it('a required policy that is nowhere', () => {
    expect(failureOf(validate(leaf, [root], [ca], { initialExplicitPolicy: true }))).toEqual([
      'policy-violation',
      1,
    ]);
  });
});

describe('revocation', () => {
  const check = { check: 'crl', rule: 'r', object: 'o', result: 'fail', detail: 'd' } as const;
  const undetermined = { status: 'undetermined', failure: 'crl-expired', checks: [check] } as const;
  const revoked = {
    status: 'revoked',
    revocationDate: NOW - 60,
    reason: 'keyCompromise',
    checks: [check],
  } as const;

  it('is asked for every certificate below the anchor with its issuer', () => {
    const asked: (readonly [Certificate, Certificate])[] = [];
    const checkRevocation: RevocationChecker = (certificate, issuer) => {
      asked.push([certificate, issuer]);
      return { status: 'good', checks: [] };
    };
    expect(codeOf(validate(leaf, [root], [ca], { checkRevocation }))).toBe('valid');
    expect(asked).toEqual([
      [ca.certificate, root.certificate],
      [leaf.certificate, ca.certificate],
    ]);
  });

  it('is not asked when anything else is wrong', () => {
    const checkRevocation: RevocationChecker = () => {
      throw new Error('not to be asked');
    };
    const verdict = validate(leaf, [root], [ca], { checkRevocation, time: NOW + 20 * YEAR });
    expect(codeOf(verdict)).toBe('expired');
  });

  it('refuses a revoked certificate and keeps the evidence of the list', () => {
    const verdict = validate(leaf, [root], [ca], {
      checkRevocation: revocation([[leaf.certificate, revoked]]),
    });
    expect(failureOf(verdict)).toEqual(['revoked', 0]);
    expect(verdict.checks).toContainEqual(check);
    expect(verdict.checks.at(-1)?.detail).toBe(
      'The certificate CN=Alice was revoked on 2025-12-31T23:59:00Z (keyCompromise): it needs a new certificate.',
    );
  });

  it('says of a certificate on hold that the hold can be taken back', () => {
    const onHold = { ...revoked, reason: 'certificateHold' } as const;
    const verdict = validate(leaf, [root], [ca], {
      checkRevocation: revocation([[leaf.certificate, onHold]]),
    });
    expect(failureOf(verdict)).toEqual(['revoked', 0]);
    expect(verdict.checks.at(-1)?.detail).toBe(
      'The certificate CN=Alice was put on hold on 2025-12-31T23:59:00Z: until its CA takes that back it is refused like a revoked one.',
    );
  });

  it('refuses what could not be determined, with the code of the revocation service', () => {
    const checkRevocation = revocation([[ca.certificate, undetermined]]);
    expect(validate(leaf, [root], [ca], { checkRevocation })).toMatchObject({
      valid: false,
      code: 'revocation-undetermined',
      failedAt: 1,
      revocationFailure: 'crl-expired',
    });
  });

  it('tells of the revoked leaf rather than of a CA that could not be determined', () => {
    const checkRevocation = revocation([
      [ca.certificate, undetermined],
      [leaf.certificate, revoked],
    ]);
    expect(failureOf(validate(leaf, [root], [ca], { checkRevocation }))).toEqual(['revoked', 0]);
  });

  it('lets a certificate pass that was not to be checked, and says so', () => {
    const verdict = validate(leaf, [root], [ca], {
      checkRevocation: () => ({ status: 'not-checked', checks: [] }),
    });
    expect(codeOf(verdict)).toBe('valid');
    expect(verdict.checks.at(-1)).toMatchObject({ check: 'revocation', result: 'skipped' });
  });
});

describe('hostile policies', () => {
  it('stops at its budget when mappings multiply', async () => {
    const oids = Array.from({ length: 240 }, (_, arc) =>
      der(0x06, Uint8Array.of(0x2a, 0x82, arc & 0x7f, arc >> 7)),
    );
    const certificatePolicies = extension(
      '2.5.29.32',
      false,
      sequence(...oids.map((policy) => sequence(policy))),
    );
    const mappings = oids.slice(0, 60).flatMap((from) => oids.slice(0, 60).map((to) => sequence(from, to)));
    const policyMappings = extension('2.5.29.33', false, sequence(...mappings));
    const extensions = [certificatePolicies, policyMappings];
    const chain = [root];
    for (let depth = 0; depth < 14; depth++) {
      const issuer = chain.at(-1) ?? root;
      chain.push(await issue({ subject: `CN=Sub ${depth}`, issuer, ca: true, extensions }));
    }
    const end = await issue({ subject: 'CN=End', issuer: chain.at(-1) ?? root, extensions });
    const verdict = validate(end, [root], chain);
    expect(codeOf(verdict)).toBe('work-budget-spent');
    expect(verdict.checks.at(-1)).toMatchObject({ check: 'policies', result: 'fail' });
    expect(verdict.checks[0]).toMatchObject({ check: 'path-building', result: 'pass' });
    expect(codeOf(validate(end, [chain[13] ?? root], chain))).toBe('valid');
  });

  it('refuses to map anyPolicy', async () => {
    const anyPolicy = der(0x06, Uint8Array.of(0x55, 0x1d, 0x20, 0x00));
    const other = der(0x06, Uint8Array.of(0x2a, 0x03));
    const sub = await issue({
      subject: 'CN=Sub',
      issuer: root,
      ca: true,
      extensions: [extension('2.5.29.33', true, sequence(sequence(anyPolicy, other)))],
    });
    const end = await issue({ subject: 'CN=End', issuer: sub });
    expect(failureOf(validate(end, [root], [sub]))).toEqual(['policy-violation', 1]);
  });
});

describe('hostile name constraints', () => {
  it('stops at its budget of comparisons', async () => {
    const subtrees = Array.from({ length: 2000 }, (_, i) =>
      sequence(der(0x82, Buffer.from(`h${i}.example`))),
    );
    const constraints = extension('2.5.29.30', true, sequence(der(0xa1, ...subtrees)));
    const names = Array.from({ length: 1000 }, (_, i) => der(0x82, Buffer.from(`n${i}.example`)));
    const sub = await issue({ subject: 'CN=Sub', issuer: root, ca: true, extensions: [constraints] });
    const end = await issue({
      subject: 'CN=End',
      issuer: sub,
      extensions: [extension('2.5.29.17', false, sequence(...names))],
    });
    expect(codeOf(validate(end, [root], [sub]))).toBe('work-budget-spent');
  });

  it('counts how long names are against its budget', async () => {
    const named = (value: Uint8Array): Uint8Array =>
      der(0xa4, sequence(der(0x31, sequence(der(0x06, Uint8Array.of(0x55, 4, 3)), der(0x0c, value)))));
    const subtrees = Array.from({ length: 1800 }, (_, i) => sequence(named(Buffer.from(`é${i}`))));
    const constraints = extension('2.5.29.30', true, sequence(der(0xa1, ...subtrees)));
    const sub = await issue({ subject: 'CN=Sub', issuer: root, ca: true, extensions: [constraints] });
    const under = async (...names: readonly Uint8Array[]): Promise<string> => {
      const extensions = [extension('2.5.29.17', false, sequence(...names))];
      return codeOf(validate(await issue({ subject: 'CN=End', issuer: sub, extensions }), [root], [sub]));
    };
    expect(await under(named(Buffer.from('é')))).toBe('valid');
    const long = Array.from({ length: 5 }, () => named(Buffer.from('é"'.repeat(2600))));
    expect(await under(...long)).toBe('work-budget-spent');
  });

  it('counts against it that names beyond ASCII have to be normalised', async () => {
    const principal = (text: string): Uint8Array =>
      der(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), der(0xa0, der(0x0c, Buffer.from(text))));
    const subtrees = Array.from({ length: 1500 }, (_, i) => sequence(principal(`${i}@c.d`)));
    const constraints = extension('2.5.29.30', true, sequence(der(0xa1, ...subtrees)));
    const sub = await issue({ subject: 'CN=Sub', issuer: root, ca: true, extensions: [constraints] });
    const under = async (text: string): Promise<string> => {
      const names = Array.from({ length: 50 }, () => principal(`${text}@c.d`));
      const extensions = [extension('2.5.29.17', false, sequence(...names))];
      return codeOf(validate(await issue({ subject: 'CN=End', issuer: sub, extensions }), [root], [sub]));
    };
    expect(await under('alice')).toBe('valid');
    expect(await under('\u0301\u0316'.repeat(32))).toBe('work-budget-spent');
  });

  it('holds mail addresses beyond ASCII to the constraints of mail addresses', async () => {
    const subtree = sequence(der(0x81, Buffer.from('contoso.com')));
    const constraints = extension('2.5.29.30', true, sequence(der(0xa0, subtree)));
    const sub = await issue({ subject: 'CN=Sub', issuer: root, ca: true, extensions: [constraints] });
    const verdictOf = async (mailbox: string): Promise<string> => {
      const value = der(0xa0, der(0x0c, Buffer.from(mailbox)));
      const name = der(0xa0, Buffer.concat([oid('1.3.6.1.5.5.7.8.9'), value]));
      const extensions = [extension('2.5.29.17', false, sequence(name))];
      return codeOf(validate(await issue({ subject: 'CN=End', issuer: sub, extensions }), [root], [sub]));
    };
    expect(await verdictOf('jürgen@contoso.com')).toBe('valid');
    expect(await verdictOf('jürgen@evil.com')).toBe('name-constraint-violation');
  });

  it('says that a name is empty which an excluded subtree may mean', async () => {
    const subtree = sequence(der(0x82, Buffer.from('contoso.com')));
    const constraints = extension('2.5.29.30', true, sequence(der(0xa1, subtree)));
    const sub = await issue({ subject: 'CN=Sub', issuer: root, ca: true, extensions: [constraints] });
    const extensions = [extension('2.5.29.17', false, sequence(der(0x82, new Uint8Array())))];
    const verdict = validate(await issue({ subject: 'CN=End', issuer: sub, extensions }), [root], [sub]);
    expect(verdict).toMatchObject({
      code: 'name-constraint-violation',
      reason: 'The certificate CN=End is named an empty dNSName, which the certificate CN=Sub excludes.',
    });
  });

  it('refuses bounds that the profile does not know', async () => {
    const subtree = sequence(der(0x82, Buffer.from('example')), integer(1, 0x80));
    const constraints = extension('2.5.29.30', true, sequence(der(0xa0, subtree)));
    const sub = await issue({ subject: 'CN=Sub', issuer: root, ca: true, extensions: [constraints] });
    const end = await issue({
      subject: 'CN=End',
      issuer: sub,
      extensions: [extension('2.5.29.17', false, sequence(der(0x82, Buffer.from('a.example'))))],
    });
    expect(failureOf(validate(end, [root], [sub]))).toEqual(['name-constraint-violation', 0]);
  });
});
