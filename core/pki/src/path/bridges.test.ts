import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { createKeys, issue, NOW, P256, type TestCertificate, type TestIdentity, x509 } from '../_test-pki.ts';
import { parseCertificate } from '../x509/certificate.ts';
import type { PathRequest, PathVerdict } from './types.ts';
import { validatePath } from './validate-path.ts';

// Hierarchies that certify each other: what federal bridges, renamed CAs and key rollovers leave behind.

const verify = createSignatureVerifier();
const CAS = 12;

/** Counts the signatures that a question cost. */
function validate(
  leaf: TestIdentity,
  anchors: readonly TestIdentity[],
  intermediates: readonly TestIdentity[],
  more: Partial<PathRequest> = {},
): { readonly verdict: PathVerdict; readonly signatures: number } {
  let signatures = 0;
  const verdict = validatePath({
    leaf: leaf.certificate,
    anchors: anchors.map(({ certificate }) => certificate),
    intermediates: intermediates.map(({ certificate }) => certificate),
    time: NOW,
    verifySignature: (input) => {
      signatures++;
      return verify(input);
    },
    ...more,
  });
  return { verdict, signatures };
}

const codeOf = ({ verdict }: { readonly verdict: PathVerdict }): string =>
  verdict.valid ? 'valid' : verdict.code;
const subjectsOf = ({ verdict }: { readonly verdict: PathVerdict }): string[] =>
  verdict.path.map(({ subject }) => subject.rdnSequence.flat()[0]?.value ?? '');

/** Another certificate for the same CA and key, by another issuer. */
const crossCertify = (
  subject: TestIdentity,
  issuer: TestIdentity,
  more: Partial<TestCertificate> = {},
): Promise<TestIdentity> =>
  issue({ subject: subject.subject, keys: subject.keys, issuer, ca: true, ...more });

const createRoots = (names: readonly string[]): Promise<TestIdentity[]> =>
  Promise.all(names.map((name) => issue({ subject: `CN=${name}`, ca: true })));

const numbered = (name: string): string[] => Array.from({ length: CAS }, (_, i) => `${name} ${i}`);

describe('a bridge between twelve CAs', async () => {
  const bridge = await issue({ subject: 'CN=Bridge', ca: true });
  const roots = await createRoots(numbered('Root'));
  const crosses = await Promise.all(
    roots.flatMap((root) => [crossCertify(root, bridge), crossCertify(bridge, root)]),
  );
  const issuing = await Promise.all(
    roots.map((root, i) => issue({ subject: `CN=Issuing ${i}`, issuer: root, ca: true })),
  );
  const leaf = await issue({ subject: 'CN=Alice', issuer: issuing[0] as TestIdentity });
  const anchor = roots.at(-1) as TestIdentity;
  const everything = [...crosses, ...issuing, ...roots.slice(0, -1), bridge];

  it('leads from one organisation to the anchor of another, by the shortest way', () => {
    const outcome = validate(leaf, [anchor], everything);
    expect(codeOf(outcome)).toBe('valid');
    expect(subjectsOf(outcome)).toEqual(['Alice', 'Issuing 0', 'Root 0', 'Bridge', `Root ${CAS - 1}`]);
    expect(outcome.signatures).toBe(4);
  });

  it('does not matter in which order its certificates come', () => {
    for (let turn = 0; turn < everything.length; turn++) {
      const turned = [...everything.slice(turn), ...everything.slice(0, turn)];
      expect(codeOf(validate(leaf, [anchor], turned))).toBe('valid');
    }
  });

  it('is not crossed against a path length of the anchor, and the bound is what is told', () => {
    const outcome = validate(leaf, [anchor], everything, { anchorTerms: () => ({ pathLenConstraint: 2 }) });
    expect(codeOf(outcome)).toBe('path-length-exceeded');
    const wider = validate(leaf, [anchor], everything, { anchorTerms: () => ({ pathLenConstraint: 3 }) });
    expect(codeOf(wider)).toBe('valid');
  });

  it('leads nowhere without an anchor, and that costs no walk through all of it', () => {
    const stranger = validate(leaf, [], everything);
    expect(codeOf(stranger)).toBe('issuer-unknown');
    expect(stranger.signatures).toBeLessThan(8);
  });

  it('is gone round when the cross-certificate of the short way has expired', async () => {
    const other = await issue({ subject: 'CN=Second Bridge', ca: true });
    const short = await crossCertify(roots[0] as TestIdentity, bridge, { notAfter: NOW - 1 });
    const way = [
      short,
      await crossCertify(bridge, anchor),
      await crossCertify(roots[0] as TestIdentity, other),
      await crossCertify(other, roots[1] as TestIdentity),
      await crossCertify(roots[1] as TestIdentity, anchor),
      ...issuing,
    ];
    const outcome = validate(leaf, [anchor], way);
    expect(codeOf(outcome)).toBe('valid');
    expect(subjectsOf(outcome)).toEqual([
      'Alice',
      'Issuing 0',
      'Root 0',
      'Second Bridge',
      'Root 1',
      `Root ${CAS - 1}`,
    ]);
  });
});

describe('twelve CAs that all certify each other', async () => {
  const cas = await createRoots(numbered('CA'));
  const crosses = await Promise.all(
    cas.flatMap((subject) =>
      cas.filter((issuer) => issuer !== subject).map((issuer) => crossCertify(subject, issuer)),
    ),
  );
  const leaf = await issue({ subject: 'CN=Bob', issuer: cas[0] as TestIdentity });
  const anchor = cas.at(-1) as TestIdentity;

  it('are left by the one certificate that leads to the anchor', () => {
    const outcome = validate(leaf, [anchor], crosses);
    expect(subjectsOf(outcome)).toEqual(['Bob', 'CA 0', `CA ${CAS - 1}`]);
    expect(outcome.signatures).toBe(2);
  });

  it('end within the budget when every path fails, with the reason of a path', async () => {
    const excluded = await issue({
      subject: 'CN=Mallory',
      issuer: cas[0] as TestIdentity,
      notAfter: NOW - 1,
    });
    const outcome = validate(excluded, [anchor], crosses);
    expect(codeOf(outcome)).toBe('expired');
    expect(outcome.signatures).toBeLessThanOrEqual(300);
  });

  it('end at once when none of them is trusted', async () => {
    const stranger = await issue({ subject: 'CN=Stranger', ca: true });
    const outcome = validate(leaf, [stranger], crosses);
    expect(codeOf(outcome)).toBe('issuer-unknown');
    expect(outcome.signatures).toBeLessThanOrEqual(2 * CAS);
  });
});

describe('CAs of one name', () => {
  it('are told apart by key identifier among two hundred', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true });
    const twins = await Promise.all(
      Array.from({ length: 200 }, () => issue({ subject: 'CN=Twin', issuer: root, ca: true })),
    );
    const last = twins.at(-1) as TestIdentity;
    const authority = await x509.AuthorityKeyIdentifierExtension.create(last.keys.publicKey);
    const leaf = await issue({ subject: 'CN=Carol', issuer: last, extensions: [authority] });
    const outcome = validate(leaf, [root], twins);
    expect(codeOf(outcome)).toBe('valid');
    expect(outcome.signatures).toBe(2);
  });

  it('are told apart by signature among two hundred that name no key', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true });
    const twins = await Promise.all(
      Array.from({ length: 200 }, () => issue({ subject: 'CN=Twin', issuer: root, ca: true })),
    );
    const leaf = await issue({ subject: 'CN=Dan', issuer: twins[0] as TestIdentity });
    // The oldest of equally likely ones comes last.
    const outcome = validate(leaf, [root], twins.toReversed());
    expect(codeOf(outcome)).toBe('valid');
    expect(outcome.signatures).toBeLessThanOrEqual(201);
  });

  it('beyond the budget are not tried for ever', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true });
    const keys = await createKeys(P256);
    const twin = await issue({ subject: 'CN=Twin', issuer: root, ca: true, keys });
    const leaf = await issue({ subject: 'CN=Eve', issuer: { ...twin, keys: await createKeys(P256) } });
    const many = Array.from({ length: 3000 }, (_, i) => spoilKey(twin, i));
    const outcome = validate(leaf, [root], many);
    expect(outcome.signatures).toBeLessThanOrEqual(300);
    expect(outcome.verdict.valid).toBe(false);
  });

  it('may be several anchors, of which the one with the right key counts', async () => {
    const anchors = await Promise.all([1, 2, 3].map(() => issue({ subject: 'CN=Root', ca: true })));
    for (const anchor of anchors) {
      const leaf = await issue({ subject: 'CN=Frank', issuer: anchor });
      const outcome = validate(leaf, anchors, []);
      expect(outcome.verdict.path.at(-1)).toBe(anchor.certificate);
    }
  });

  it('that certify each other in a loop below the anchor are passed once', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true });
    const [a, b] = (await createRoots(['A', 'B'])) as [TestIdentity, TestIdentity];
    const loop = [await crossCertify(a, b), await crossCertify(b, a)];
    const leaf = await issue({ subject: 'CN=Grace', issuer: a });
    expect(codeOf(validate(leaf, [root], loop))).toBe('issuer-unknown');
    const way = [...loop, await crossCertify(b, root)];
    expect(subjectsOf(validate(leaf, [root], way))).toEqual(['Grace', 'A', 'B', 'Root']);
  });
});

/** The same certificate with another serial number and another key in it: bytes nobody signed. */
function spoilKey({ certificate, ...identity }: TestIdentity, number: number): TestIdentity {
  const der = certificate.der.slice();
  const key = certificate.subjectPublicKeyInfo.subjectPublicKey;
  const at = key.byteOffset - certificate.der.byteOffset;
  der[at + 1] = number & 0xff;
  der[at + 2] = number >> 8;
  return { ...identity, certificate: parseCertificate(der) };
}

describe('forty CAs of one name, each sent twice', async () => {
  const root = await issue({ subject: 'CN=Root', ca: true });
  const namesakes = await Promise.all(
    Array.from({ length: 40 }, () => issue({ subject: 'CN=Namesake', issuer: root, ca: true })),
  );
  const twice = namesakes.flatMap((one) => [one, one]);

  it.each([0, 15, 16, 17, 39])('finds the one that issued the certificate: number %i', async (number) => {
    const leaf = await issue({ subject: 'CN=Leaf', issuer: namesakes[number]! });
    const answer = validate(leaf, [root], twice);
    expect(codeOf(answer)).toBe('valid');
    expect(answer.verdict.path[1]).toBe(namesakes[number]!.certificate);
  });
});
