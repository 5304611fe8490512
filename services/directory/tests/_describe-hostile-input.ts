import { describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;

const TEXTS = [
  ['quotes', `'; drop table "user"; -- ' or 1=1 /*`],
  ['placeholders', '? $1 :name @p %s %_ \\ \\\\ `'],
  ['line breaks and controls', 'a\r\n\tb\u0001\u001b[31m\u007f'],
  ['scripts and directions', 'Ωmega 漢字 العربية \u202Eabc\u202C é e\u0301 🧑‍💻'],
  ['words of SQL', 'NULL'],
  ['JSON', '{"a":[1,"\\u0000"],"__proto__":{}}'],
  ['nothing', ''],
  ['a megabyte', 'ü'.repeat(500_000)],
] as const;

export function describeHostileInput(backend: () => TestBackend): void {
  describe('hostile text', () => {
    const on = useDirectory(backend);

    test.each(TEXTS)('%s come back unchanged from every text field', async (name, text) => {
      // PostgreSQL indexes at most 2,700 bytes; the fields that are looked up get the short texts only.
      const key = name === 'a megabyte' ? '' : text;
      const { directory, other } = on;
      const tenant = samples.tenant({ displayName: text });
      const user = samples.user(tenant.id, {
        userPrincipalName: `${key}|${name}@contoso.example`,
        displayName: text,
        mail: text,
        proxyAddresses: [text.slice(0, 100), `SMTP:${key}`],
        onPremisesImmutableId: key,
        certificateUserIds: [text],
        roles: [text],
      });
      const domain = samples.domain(tenant.id, {
        name: `${key}.${name}`.toLowerCase(),
        federation: samples.federation({
          displayName: text,
          issuerUri: `${key}|${name}`,
          passiveSignInUri: text,
          activeSignInUri: text,
          signOutUri: text,
          metadataExchangeUri: text,
        }),
      });
      const authority = samples.authority(tenant.id, {
        certificateRevocationListUrl: text,
        deltaCertificateRevocationListUrl: text,
        issuer: text,
        issuerSki: text,
      });
      const application = samples.application(tenant.id, {
        displayName: text,
        redirectUris: [{ type: 'spa', uri: text }],
        secrets: [{ keyId: text, sha256: text, hint: text, endDate: NOW }],
        identifierUris: [key],
      });
      const certificate = { ...samples.certificate(), issuer: text, serialNumber: key };
      const session = samples.session(user, { certificate, amr: [text] });
      const grant = samples.grant(user, { certificate, scopes: [text], sessionId: session.id });
      const crl = samples.storedCrl(authority.id, { url: text, etag: text, lastModified: text });
      const state = { kind: key, id: `${key}|${name}`, value: text, expiresAt: NOW + 1 };
      const signIn = samples.signIn({
        userPrincipalName: text,
        ipAddress: text,
        userAgent: text,
        certificate: { subject: text, issuer: text, serialNumber: text },
        evidence: [
          { check: text, rule: text, object: text, result: 'pass', detail: text, facts: { [text]: text } },
        ],
      });

      await directory.tenants.add(tenant);
      await directory.users.add(user);
      await directory.domains.add(domain);
      await directory.certificateAuthorities.add(authority);
      await directory.applications.add(application);
      await directory.sessions.add(session);
      await directory.grants.add(grant);
      await directory.storedCrls.put(crl);
      await directory.oneTimeStates.add(state);
      await directory.signInLog.add(signIn);

      expect(await other.tenants.find(tenant.id)).toEqual(tenant);
      expect(await other.users.findByUserPrincipalName(user.userPrincipalName)).toEqual(user);
      expect(await other.users.findByImmutableId(tenant.id, key)).toEqual(user);
      expect(await other.users.findByProxyAddress(tenant.id, key)).toEqual(user);
      expect(await other.domains.find(domain.name)).toEqual(domain);
      expect(await other.domains.findByIssuerUri(`${key}|${name}`)).toEqual(domain);
      expect(await other.certificateAuthorities.find(authority.id)).toEqual(authority);
      expect(await other.applications.findByIdentifierUri(tenant.id, key)).toEqual(application);
      expect(await other.sessions.find(session.id)).toEqual(session);
      expect(await other.grants.find(grant.id)).toEqual(grant);
      expect(await other.storedCrls.find(authority.id, 'base')).toEqual(crl);
      expect(await other.oneTimeStates.consume(key, state.id, NOW)).toEqual({
        outcome: 'first',
        value: text,
      });
      expect(await other.signInLog.find(signIn.id)).toEqual(signIn);
    });

    test('NUL and lone surrogates are stored as the replacement character', async () => {
      const tenant = samples.tenant({ displayName: 'a\0b\uD800c' });
      await on.directory.tenants.add(tenant);
      expect((await on.directory.tenants.find(tenant.id))?.displayName).toBe('a\uFFFDb\uFFFDc');
      expect(await on.directory.users.findByUserPrincipalName('a\0@b')).toBeUndefined();
      expect(await on.directory.replays.remember('assertion', '\0', NOW)).toBe(true);
      expect(await on.directory.replays.remember('assertion', '\0', NOW)).toBe(false);
    });

    test('a wildcard finds nobody', async () => {
      for (const pattern of ['%', '%@contoso.example', '_', '*']) {
        expect(await on.directory.users.findByUserPrincipalName(pattern)).toBeUndefined();
        expect(await on.directory.domains.find(pattern)).toBeUndefined();
      }
    });
  });
}
