import { describe, expect, it } from 'vitest';
import { issue } from './_certificates.ts';
import type { AuthenticationModeConfiguration, AuthenticationModeRule } from './certificate-method.ts';
import { judgeStrength } from './strength.ts';

const SINGLE = 'x509CertificateSingleFactor';
const MULTI = 'x509CertificateMultiFactor';
const leaf = await issue({
  issuer: 'DC=example, CN=Issuing CA',
  authorityKeyIdentifier: '0a0b0c0d0e0f0102',
  policies: ['1.2.3.4.5', '1.2.3.9'],
});

function configuration(
  rules: readonly AuthenticationModeRule[],
  more: Partial<AuthenticationModeConfiguration> = {},
): AuthenticationModeConfiguration {
  return { x509CertificateAuthenticationDefaultMode: SINGLE, rules, ...more };
}
const oid = (
  policyOidIdentifier: string,
  mode = MULTI as AuthenticationModeRule['x509CertificateAuthenticationMode'],
): AuthenticationModeRule => ({
  x509CertificateRuleType: 'policyOID',
  policyOidIdentifier,
  x509CertificateAuthenticationMode: mode,
});
const issuer = (
  issuerSubjectIdentifier: string,
  mode = MULTI as AuthenticationModeRule['x509CertificateAuthenticationMode'],
): AuthenticationModeRule => ({
  x509CertificateRuleType: 'issuerSubject',
  issuerSubjectIdentifier,
  x509CertificateAuthenticationMode: mode,
});

describe('judgeStrength', () => {
  it('falls back to the default of the tenant, and to single factor without one', () => {
    expect(judgeStrength(null, leaf)).toMatchObject({
      mode: SINGLE,
      requiredAffinity: 'low',
      decidedBy: 'default',
    });
    const strong = configuration([], {
      x509CertificateAuthenticationDefaultMode: MULTI,
      x509CertificateDefaultRequiredAffinityLevel: 'high',
    });
    expect(judgeStrength(strong, leaf)).toMatchObject({ mode: MULTI, requiredAffinity: 'high' });
  });

  it.each(['DC=example,CN=Issuing CA', 'CN=Issuing CA, DC=example', '0A:0B:0C:0D:0E:0F:01:02'])(
    'knows the issuer by %s',
    (identifier) => {
      expect(judgeStrength(configuration([issuer(identifier)]), leaf)).toMatchObject({
        mode: MULTI,
        decidedBy: 'issuerSubject',
        identifier,
      });
    },
  );

  it('reads the identifier that older clients write', () => {
    const older: AuthenticationModeRule = {
      x509CertificateRuleType: 'policyOID',
      identifier: '1.2.3.9',
      x509CertificateAuthenticationMode: MULTI,
    };
    expect(judgeStrength(configuration([older]), leaf)).toMatchObject({ mode: MULTI, identifier: '1.2.3.9' });
  });

  it('matches a policy OID exactly', () => {
    for (const other of ['1.2.3.4', '1.2.3.4.5.6', '1.2.3.4.50', '2.5.29.32.0']) {
      expect(judgeStrength(configuration([oid(other)]), leaf).decidedBy).toBe('default');
    }
    expect(judgeStrength(configuration([oid('1.2.3.4.5')]), leaf).decidedBy).toBe('policyOID');
  });

  it('takes the weaker of several policy OIDs, and the higher affinity', () => {
    const rules = [
      { ...oid('1.2.3.4.5'), x509CertificateRequiredAffinityLevel: 'high' } as const,
      oid('1.2.3.9', SINGLE),
    ];
    for (const order of [rules, rules.toReversed()]) {
      expect(judgeStrength(configuration(order), leaf)).toMatchObject({
        mode: SINGLE,
        requiredAffinity: 'high',
        identifier: '1.2.3.9',
      });
    }
  });

  it('lets issuer and OID go before OID, OID before issuer, issuer before the default', () => {
    const both: AuthenticationModeRule = {
      x509CertificateRuleType: 'issuerSubjectAndPolicyOID',
      issuerSubjectIdentifier: 'DC=example,CN=Issuing CA',
      policyOidIdentifier: '1.2.3.9',
      x509CertificateAuthenticationMode: MULTI,
    };
    const rules = [issuer('CN=Issuing CA, DC=example'), oid('1.2.3.4.5', SINGLE), both];
    expect(judgeStrength(configuration(rules), leaf)).toMatchObject({
      mode: MULTI,
      decidedBy: 'issuerSubjectAndPolicyOID',
    });
    expect(judgeStrength(configuration(rules.slice(0, 2)), leaf)).toMatchObject({
      mode: SINGLE,
      decidedBy: 'policyOID',
    });
    expect(judgeStrength(configuration(rules.slice(0, 1)), leaf)).toMatchObject({
      mode: MULTI,
      decidedBy: 'issuerSubject',
    });
  });

  it('wants both parts of a rule for both', () => {
    const both = (issuerSubjectIdentifier: string, policyOidIdentifier: string): AuthenticationModeRule => ({
      x509CertificateRuleType: 'issuerSubjectAndPolicyOID',
      issuerSubjectIdentifier,
      policyOidIdentifier,
      x509CertificateAuthenticationMode: MULTI,
    });
    const rules = [both('CN=Other CA', '1.2.3.9'), both('CN=Issuing CA, DC=example', '1.2.3.8')];
    expect(judgeStrength(configuration(rules), leaf).decidedBy).toBe('default');
  });

  it('lets a rule make weaker than the default', () => {
    const strong = configuration([issuer('CN=Issuing CA, DC=example', SINGLE)], {
      x509CertificateAuthenticationDefaultMode: MULTI,
    });
    expect(judgeStrength(strong, leaf).mode).toBe(SINGLE);
  });
});
