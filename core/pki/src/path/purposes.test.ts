import { createSignatureVerifier } from '@signet/crypto';
import { beforeAll, expect, it } from 'vitest';
import { integer, oid, sequence } from '../_der.ts';
import { extension, extKeyUsage, issue, NOW, type TestIdentity } from '../_test-pki.ts';
import type { PathRequest } from './types.ts';
import { validatePath } from './validate-path.ts';

const verifySignature = createSignatureVerifier();
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const LOGON = '1.3.6.1.4.1.311.20.2.2';
const ANY_USAGE = '2.5.29.37.0';
const ANY_APPLICATION_POLICY = '1.3.6.1.4.1.311.10.12.1';

let root: TestIdentity;
beforeAll(async () => {
  root = await issue({ subject: 'CN=Root', ca: true });
});

const applicationPolicies = (critical: boolean, ...policies: readonly string[]) =>
  extension('1.3.6.1.4.1.311.21.10', critical, sequence(...policies.map((policy) => sequence(oid(policy)))));

function judge(leaf: TestIdentity, anchor: TestIdentity, more: Partial<PathRequest> = {}): unknown {
  const verdict = validatePath({
    leaf: leaf.certificate,
    anchors: [anchor.certificate],
    intermediates: [],
    time: NOW,
    verifySignature,
    intendedExtKeyUsages: [CLIENT_AUTH],
    ...more,
  });
  return verdict.valid ? 'valid' : [verdict.code, verdict.failedAt, verdict.reason];
}

it.each([
  ['names the purpose', [applicationPolicies(true, LOGON, CLIENT_AUTH)]],
  ['names any', [applicationPolicies(true, ANY_APPLICATION_POLICY)]],
  ['names any as extended key usages do', [applicationPolicies(true, ANY_USAGE)]],
  [
    'names it beside extended key usages that do',
    [applicationPolicies(true, CLIENT_AUTH), extKeyUsage(CLIENT_AUTH)],
  ],
  ['is not critical and breaks its encoding', [extension('1.3.6.1.4.1.311.21.10', false, integer(1))]],
])('application policies let a certificate that %s', async (_what, extensions) => {
  expect(judge(await issue({ subject: 'CN=End', issuer: root, extensions }), root)).toBe('valid');
});

it.each([
  ['lacks the purpose', [applicationPolicies(true, SERVER_AUTH)]],
  ['lacks it without being critical', [applicationPolicies(false, SERVER_AUTH)]],
  [
    'lacks it beside extended key usages that do not',
    [applicationPolicies(true, LOGON), extKeyUsage(CLIENT_AUTH)],
  ],
  ['holds none', [applicationPolicies(true)]],
])('application policies refuse a certificate that %s', async (_what, extensions) => {
  const reason =
    'The certificate CN=End may not be used for this purpose: its application policies lack clientAuth (1.3.6.1.5.5.7.3.2).';
  expect(judge(await issue({ subject: 'CN=End', issuer: root, extensions }), root)).toEqual([
    'extended-key-usage-violation',
    0,
    reason,
  ]);
});

it.each([
  ['lack the purpose', SERVER_AUTH],
  ['name any application policy, which is none of theirs', ANY_APPLICATION_POLICY],
])('extended key usages refuse what application policies would let where they %s', async (_what, usage) => {
  const extensions = [applicationPolicies(true, CLIENT_AUTH), extKeyUsage(usage)];
  const leaf = await issue({ subject: 'CN=End', issuer: root, extensions });
  expect(judge(leaf, root)).toEqual([
    'extended-key-usage-violation',
    0,
    'The certificate CN=End may not be used for this purpose: its extended key usage lacks clientAuth (1.3.6.1.5.5.7.3.2).',
  ]);
});

it('critical application policies that break their encoding are not understood', async () => {
  const extensions = [extension('1.3.6.1.4.1.311.21.10', true, sequence(integer(1)))];
  const leaf = await issue({ subject: 'CN=End', issuer: root, extensions });
  expect(judge(leaf, root, { intendedExtKeyUsages: [] })).toEqual([
    'unknown-critical-extension',
    0,
    'The certificate CN=End has a critical extension that is not understood (1.3.6.1.4.1.311.21.10).',
  ]);
});

it('an anchor that lists purposes is held to them, unless only its name and key count', async () => {
  const anchor = await issue({ subject: 'CN=Servers', ca: true, extensions: [extKeyUsage(SERVER_AUTH)] });
  const leaf = await issue({ subject: 'CN=End', issuer: anchor });
  expect(judge(leaf, anchor)).toEqual([
    'extended-key-usage-violation',
    1,
    'The trust anchor CN=Servers may not be used for this purpose: its extended key usage lacks clientAuth (1.3.6.1.5.5.7.3.2).',
  ]);
  expect(judge(leaf, anchor, { intendedExtKeyUsages: [SERVER_AUTH] })).toBe('valid');
  expect(judge(leaf, anchor, { intendedExtKeyUsages: [] })).toBe('valid');
  expect(judge(leaf, anchor, { anchorTerms: () => ({ ownCertificate: 'name-and-key' }) })).toBe('valid');
  const any = await issue({ subject: 'CN=Any', ca: true, extensions: [extKeyUsage(ANY_USAGE)] });
  expect(judge(await issue({ subject: 'CN=End', issuer: any }), any)).toBe('valid');
});

it('an anchor whose application policies lack the purpose is held to them, with extended key usages or without', async () => {
  const reason =
    'The trust anchor CN=Logon may not be used for this purpose: its application policies lack clientAuth (1.3.6.1.5.5.7.3.2).';
  for (const more of [[], [extKeyUsage(CLIENT_AUTH)]]) {
    const extensions = [applicationPolicies(true, LOGON), ...more];
    const anchor = await issue({ subject: 'CN=Logon', ca: true, extensions });
    const leaf = await issue({ subject: 'CN=End', issuer: anchor });
    expect(judge(leaf, anchor)).toEqual(['extended-key-usage-violation', 1, reason]);
    expect(judge(leaf, anchor, { anchorTerms: () => ({ ownCertificate: 'name-and-key' }) })).toBe('valid');
  }
});
