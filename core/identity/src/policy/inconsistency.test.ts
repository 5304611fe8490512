import { describe, expect, it } from 'vitest';
import { type CertificateMethod, DEFAULT_CERTIFICATE_METHOD } from './certificate-method.ts';
import { findInconsistency } from './inconsistency.ts';
import { readCertificateMethod } from './read-certificate-method.ts';

const [byName, byMail] = DEFAULT_CERTIFICATE_METHOD.certificateUserBindings as [
  CertificateMethod['certificateUserBindings'][number],
  CertificateMethod['certificateUserBindings'][number],
];
const MODE = 'x509CertificateMultiFactor';
const rules = (
  ...all: readonly Omit<
    NonNullable<CertificateMethod['authenticationModeConfiguration']>['rules'][number],
    'x509CertificateAuthenticationMode'
  >[]
): Partial<CertificateMethod> => ({
  authenticationModeConfiguration: {
    x509CertificateAuthenticationDefaultMode: MODE,
    rules: all.map((rule) => ({ ...rule, x509CertificateAuthenticationMode: MODE })),
  },
});
const issuer = (issuerSubjectIdentifier: string) =>
  ({ x509CertificateRuleType: 'issuerSubject', issuerSubjectIdentifier }) as const;
const oid = (policyOidIdentifier: string) =>
  ({ x509CertificateRuleType: 'policyOID', policyOidIdentifier }) as const;
const scopes = (...skis: readonly string[]): Partial<CertificateMethod> => ({
  certificateAuthorityScopes: skis.map((subjectKeyIdentifier) => ({
    subjectKeyIdentifier,
    includeTargets: [{ id: 'g', targetType: 'group' }],
  })),
});
const find = (changes: Partial<CertificateMethod>): string | undefined =>
  findInconsistency({ ...DEFAULT_CERTIFICATE_METHOD, ...changes });

describe('findInconsistency', () => {
  it('finds nothing in the defaults, nor in rules that only look alike', () => {
    expect(find({})).toBeUndefined();
    expect(find(rules(issuer('CN=A'), issuer('CN=B'), oid('1.2.3'), oid('1.2.3.4')))).toBeUndefined();
    expect(find(scopes(...Array.from({ length: 30 }, (_, index) => `0${index + 10}0`)))).toBeUndefined();
  });

  it.each([
    ['no binding', { certificateUserBindings: [] }, 'at least one'],
    [
      'an unknown field',
      { certificateUserBindings: [{ ...byName, x509CertificateField: 'Nickname' }] },
      'x509CertificateField',
    ],
    [
      'a property that the field is not compared with',
      { certificateUserBindings: [{ ...byName, x509CertificateField: 'Subject' }] },
      'can be bound',
    ],
    ['a negative priority', { certificateUserBindings: [{ ...byName, priority: -1 }] }, 'negative'],
    ['equal priorities', { certificateUserBindings: [byName, { ...byMail, priority: 1 }] }, 'same priority'],
    ['a binding twice', { certificateUserBindings: [byName, { ...byName, priority: 7 }] }, 'twice'],
    [
      'high affinity for a name',
      { certificateUserBindings: [{ ...byName, trustAffinityLevel: 'high' }] },
      'low affinity',
    ],
    [
      'one issuer in two rules, written differently',
      rules(issuer('CN=A, DC=b'), issuer('DC=b,CN=a')),
      'about the issuer',
    ],
    ['one policy in two rules', rules(oid('1.2.3'), oid('1.2.3')), 'about the policy'],
    ['an issuer that is no name', rules(issuer('contoso')), 'issuerSubjectIdentifier'],
    [
      'a rule for both without the policy',
      rules({ ...issuer('CN=A'), x509CertificateRuleType: 'issuerSubjectAndPolicyOID' }),
      'policyOidIdentifier',
    ],
    ['a policy that is no OID', rules(oid('1.2.x')), 'policyOidIdentifier'],
    ['31 scopes', scopes(...Array.from({ length: 31 }, (_, index) => `0${index + 10}0`)), 'at most 30'],
    ['one CA in two scopes', scopes('AABB', 'aa:bb'), 'about the authority'],
    [
      'a scope for a user',
      {
        certificateAuthorityScopes: [
          { subjectKeyIdentifier: 'AA', includeTargets: [{ id: 'u', targetType: 'user' }] },
        ],
      },
      'exactly one group',
    ],
    ['everybody left out', { excludeTargets: [{ id: 'all_users', targetType: 'group' }] }, 'nobody'],
  ] as const satisfies readonly (readonly [string, Partial<CertificateMethod>, string])[])(
    'names %s',
    (_what, changes, words) => {
      expect(find(changes)).toContain(words);
    },
  );
});

describe('readCertificateMethod', () => {
  it('gives the defaults for nothing, and what was stored', () => {
    expect(readCertificateMethod(undefined)).toBe(DEFAULT_CERTIFICATE_METHOD);
    const stored = { ...DEFAULT_CERTIFICATE_METHOD, state: 'disabled' };
    expect(readCertificateMethod(JSON.stringify(stored))).toEqual(stored);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, state: 'maybe' }),
    JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, excludeTargets: undefined }),
    JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, certificateUserBindings: [{}] }),
    JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, authenticationModeConfiguration: {} }),
    JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, certificateAuthorityScopes: {} }),
  ])('does not read %s', (text) => {
    expect(readCertificateMethod(text)).toBe('unreadable');
  });
});
