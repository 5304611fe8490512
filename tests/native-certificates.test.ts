import { createHash, X509Certificate } from 'node:crypto';
import {
  type AuthenticationModeRule,
  type CertificateMethod,
  DEFAULT_CERTIFICATE_METHOD,
  type SignInLogEntry,
} from '@signet/identity';
import { type ClientCertificate, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { parseCertificate } from '@signet/pki';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';
import { askToken, attemptSignIn, REDIRECT_URI, signInForCode } from './_refusals.ts';

// Native certificate sign-in at a managed domain, with the policy set through Graph by Microsoft's own client.

const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';
const TYPE = '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration';
const SINGLE = 'x509CertificateSingleFactor';
const MULTI = 'x509CertificateMultiFactor';
const { dora, emil } = DEMO_PEOPLE;

let graph: GraphWorld;

beforeAll(async () => {
  graph = await startGraphWorld();
});
afterAll(() => graph[Symbol.asyncDispose]());
afterEach(async () => {
  await graph.administrator.api(POLICY).delete();
  await setUserIds([]);
});

const patch = (changes: Partial<CertificateMethod>): Promise<unknown> =>
  graph.administrator.api(POLICY).patch({ '@odata.type': TYPE, ...changes });

const setUserIds = (certificateUserIds: readonly string[], person = dora): Promise<unknown> =>
  graph.administrator.api(`/users/${person.id}`).patch({ authorizationInfo: { certificateUserIds } });

const rules = (...all: readonly AuthenticationModeRule[]): Partial<CertificateMethod> => ({
  authenticationModeConfiguration: {
    x509CertificateAuthenticationDefaultMode: SINGLE,
    x509CertificateDefaultRequiredAffinityLevel: 'low',
    rules: all,
  },
});

const bindings = (
  ...fields: readonly (readonly [x509CertificateField: string, userProperty: string])[]
): Partial<CertificateMethod> => ({
  certificateUserBindings: fields.map(([x509CertificateField, userProperty], priority) => ({
    x509CertificateField,
    userProperty,
    priority,
  })),
});

const issueBare = (certificatePolicies: readonly string[] = []): Promise<ClientCertificate> =>
  graph.world.pki.issueClientCertificate({ commonName: 'Card 7', subjectAltName: [], certificatePolicies });

async function idTokenOf(certificate: ClientCertificate): Promise<Readonly<Record<string, unknown>>> {
  const { code, codeVerifier } = await signInForCode(graph.world, dora, certificate);
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: codeVerifier,
    redirect_uri: REDIRECT_URI,
  };
  const { body } = await askToken(graph.world, form);
  return decodeJwt(String(body['id_token']));
}

/** The newest row of the door where the certificate was judged. */
async function rowOfDoor(): Promise<SignInLogEntry> {
  const { items } = await graph.world.server.services.directory.signInLog.list({}, { limit: 10 });
  return items.find(({ face }) => face === 'managed-certificate')!;
}

async function refusedWith(certificate: ClientCertificate, aadsts: number): Promise<SignInLogEntry> {
  const { outcome } = await attemptSignIn(graph.world, dora.userPrincipalName, certificate);
  expect(outcome).toMatchObject({ kind: 'page', text: expect.stringContaining(`AADSTS${aadsts}`) });
  const row = await rowOfDoor();
  expect(row).toMatchObject({ errorCode: aadsts, userId: dora.id });
  return row;
}

const processingDetails = async (): Promise<ReadonlyMap<string, string>> => {
  const { id } = await rowOfDoor();
  const row = await graph.administrator.api(`/auditLogs/signIns/${id}`).version('beta').get();
  return new Map(
    row.authenticationProcessingDetails.map(({ key, value }: { key: string; value: string }) => [key, value]),
  );
};

describe('the bindings of a certificate to a user', () => {
  const namesOf = ({ certificate }: ClientCertificate) => {
    const { serialNumber, issuer } = parseCertificate(certificate);
    const x509 = new X509Certificate(certificate);
    const encoded = (lines: string): string => lines.split('\n').join(',');
    return {
      issuer: encoded(x509.issuer),
      subject: encoded(x509.subject),
      serial: serialNumber.padStart(serialNumber.length + (serialNumber.length % 2), '0'),
      thumbprint: createHash('sha1').update(certificate).digest('hex').toUpperCase(),
      ski: Buffer.from(parseCertificate(certificate).extensions.subjectKeyIdentifier!).toString('hex'),
      rdns: issuer.rdnSequence.length,
    };
  };
  const reversed = (serial: string): string => serial.match(/../g)!.reverse().join('');
  const leafFirst = (name: string): string => name.split(',').reverse().join(',');

  it.each([
    ['Subject', (n: ReturnType<typeof namesOf>) => `X509:<S>${n.subject}`, { nameOrder: 'encoded' }],
    [
      'Subject',
      (n: ReturnType<typeof namesOf>) => `X509:<S>${leafFirst(n.subject)}`,
      { nameOrder: 'leaf-first' },
    ],
    ['IssuerAndSubject', (n: ReturnType<typeof namesOf>) => `X509:<I>${n.issuer}<S>${n.subject}`, {}],
    ['SubjectKeyIdentifier', (n: ReturnType<typeof namesOf>) => `X509:<SKI>${n.ski}`, {}],
    ['SHA1PublicKey', (n: ReturnType<typeof namesOf>) => `X509:<SHA1-PUKEY>${n.thumbprint}`, {}],
    [
      'IssuerAndSerialNumber',
      (n: ReturnType<typeof namesOf>) => `X509:<I>${n.issuer}<SR>${n.serial}`,
      { serialOrder: 'certificate' },
    ],
    [
      'IssuerAndSerialNumber',
      (n: ReturnType<typeof namesOf>) => `X509:<I>${n.issuer}<SR>${reversed(n.serial)}`,
      { serialOrder: 'reversed' },
    ],
  ] as const)('signs in by %s', async (field, write, facts) => {
    const certificate = await issueBare();
    await patch(bindings(['PrincipalName', 'userPrincipalName'], [field, 'certificateUserIds']));
    await setUserIds([write(namesOf(certificate))]);
    await signInForCode(graph.world, dora, certificate);
    expect((await rowOfDoor()).evidence).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          check: 'user-binding-tried',
          result: 'skipped',
          detail: expect.stringContaining('lacks'),
        }),
        expect.objectContaining({
          check: 'user-binding',
          result: 'pass',
          facts: expect.objectContaining(facts),
        }),
      ]),
    );
    expect((await processingDetails()).get('User certificate binding')).toBe(
      `Certificate: ${field}; User Attribute: certificateUserIds; Rank: 2.`,
    );
  });

  it.each([
    ['PrincipalName', 'userPrincipalName', 'X509:<PN>other'],
    ['PrincipalName', 'certificateUserIds', 'X509:<PN>smartcard@corp.local'],
    ['RFC822Name', 'certificateUserIds', 'X509:<RFC822>smartcard@corp.local'],
  ] as const)('signs in by %s to %s', async (field, userProperty, userId) => {
    const value = userProperty === 'userPrincipalName' ? dora.userPrincipalName : 'smartcard@corp.local';
    const certificate = await graph.world.pki.issueClientCertificate({
      commonName: 'Card 8',
      subjectAltName: [{ type: field === 'RFC822Name' ? 'email' : 'upn', value }],
    });
    await patch(bindings([field, userProperty]));
    await setUserIds([userId]);
    await signInForCode(graph.world, dora, certificate);
  });

  it('refuses another card of the same person, and one without the field', async () => {
    await patch(bindings(['SHA1PublicKey', 'certificateUserIds']));
    await setUserIds([`X509:<SHA1-PUKEY>${namesOf(await issueBare()).thumbprint}`]);
    expect(await refusedWith(await issueBare(), 1001003)).toMatchObject({
      code: 'certificate-user-mismatch',
    });
    await patch(bindings(['RFC822Name', 'userPrincipalName']));
    expect(await refusedWith(await issueBare(), 1001003)).toMatchObject({
      code: 'certificate-field-missing',
    });
  });

  it('leaves names out where the rule wants high affinity', async () => {
    const certificate = await graph.world.issueFor(dora);
    await patch({
      authenticationModeConfiguration: {
        x509CertificateAuthenticationDefaultMode: SINGLE,
        x509CertificateDefaultRequiredAffinityLevel: 'high',
        rules: [],
      },
    });
    expect(await refusedWith(certificate, 1001003)).toMatchObject({ code: 'certificate-affinity-too-low' });
    await patch(
      bindings(['PrincipalName', 'userPrincipalName'], ['SubjectKeyIdentifier', 'certificateUserIds']),
    );
    await setUserIds([`X509:<SKI>${namesOf(certificate).ski}`]);
    await signInForCode(graph.world, dora, certificate);
  });

  it('gives a value to one user of the tenant only', async () => {
    await setUserIds(['X509:<SKI>AABB']);
    expect(await refusalOf(setUserIds(['X509:<SKI>aabb'], emil))).toMatchObject({ statusCode: 409 });
    expect(await refusalOf(setUserIds(['X509:<SKI>AABB', 'X509:<sid>7']))).toMatchObject({ statusCode: 400 });
    const eleven = Array.from({ length: 11 }, (_, index) => `X509:<SKI>0${index}`);
    expect(await refusalOf(setUserIds(eleven))).toMatchObject({ statusCode: 400 });
  });
});

describe('what a certificate is worth', () => {
  const policy = (
    policyOidIdentifier: string,
    mode: typeof SINGLE | typeof MULTI,
  ): AuthenticationModeRule => ({
    x509CertificateRuleType: 'policyOID',
    policyOidIdentifier,
    x509CertificateAuthenticationMode: mode,
  });
  const issueWith = (...certificatePolicies: readonly string[]): Promise<ClientCertificate> =>
    graph.world.pki.issueClientCertificate({
      commonName: dora.displayName,
      userPrincipalName: dora.userPrincipalName,
      certificatePolicies,
    });

  it('is one factor by default and two by a rule, in amr and in the log', async () => {
    expect((await idTokenOf(await issueWith('1.2.3.4')))['amr']).toEqual(['rsa']);
    expect((await processingDetails()).get('User certificate authentication level')).toBe(
      'singleFactorAuthentication',
    );
    await patch(rules(policy('1.2.3.4', MULTI)));
    expect((await idTokenOf(await issueWith('1.2.3.4')))['amr']).toEqual(['rsa', 'mfa']);
    const details = await processingDetails();
    expect(details.get('User certificate authentication level')).toBe('multiFactorAuthentication');
    expect(details.get('User certificate authentication level type')).toBe('PolicyId');
    expect(details.get('User certificate authentication level identifier')).toBe('1.2.3.4');
  });

  it('follows the issuer, the policy before it, the exact OID and the weaker of two', async () => {
    const issuer = (mode: typeof SINGLE | typeof MULTI): AuthenticationModeRule => ({
      x509CertificateRuleType: 'issuerSubject',
      issuerSubjectIdentifier: graph.world.pki.issuing.subject,
      x509CertificateAuthenticationMode: mode,
    });
    await patch(rules(issuer(MULTI), policy('1.2.3.4', SINGLE), policy('1.2.3.5', MULTI)));
    expect((await idTokenOf(await issueWith()))['amr']).toEqual(['rsa', 'mfa']);
    expect((await idTokenOf(await issueWith('1.2.3.4.1')))['amr']).toEqual(['rsa', 'mfa']);
    expect((await idTokenOf(await issueWith('1.2.3.5', '1.2.3.4')))['amr']).toEqual(['rsa']);
    await patch(rules(issuer(SINGLE), policy('1.2.3.5', MULTI)));
    expect((await idTokenOf(await issueWith('1.2.3.5')))['amr']).toEqual(['rsa', 'mfa']);
    expect((await idTokenOf(await issueWith()))['amr']).toEqual(['rsa']);
  });

  it('follows issuer and policy together before either, and neither half of them alone', async () => {
    const { issuing, root } = graph.world.pki;
    const both = (issuerSubjectIdentifier: string): AuthenticationModeRule => ({
      x509CertificateRuleType: 'issuerSubjectAndPolicyOID',
      issuerSubjectIdentifier,
      policyOidIdentifier: '1.2.3.4',
      x509CertificateAuthenticationMode: MULTI,
    });
    const issuer: AuthenticationModeRule = {
      x509CertificateRuleType: 'issuerSubject',
      issuerSubjectIdentifier: issuing.subject,
      x509CertificateAuthenticationMode: SINGLE,
    };
    await patch(rules(policy('1.2.3.4', SINGLE), issuer, both(issuing.subject)));
    expect((await idTokenOf(await issueWith('1.2.3.4')))['amr']).toEqual(['rsa', 'mfa']);
    expect((await processingDetails()).get('User certificate authentication level')).toBe(
      'multiFactorAuthentication',
    );
    await patch(rules(both(issuing.subject)));
    for (const policies of [[], ['1.2.3.4.1'], ['1.2.3.5']])
      expect((await idTokenOf(await issueWith(...policies)))['amr']).toEqual(['rsa']);
    await patch(rules(both(root.subject)));
    expect((await idTokenOf(await issueWith('1.2.3.4')))['amr']).toEqual(['rsa']);
  });
});

describe('who may', () => {
  const member = (groupId: string, userId: string): Promise<unknown> =>
    graph.administrator
      .api(`/groups/${groupId}/members/$ref`)
      .post({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${userId}` });
  const createGroup = async (displayName: string): Promise<string> =>
    (
      await graph.administrator
        .api('/groups')
        .post({ displayName, mailEnabled: false, mailNickname: 'x', securityEnabled: true })
    ).id;

  it('refuses everybody while the method is disabled', async () => {
    await patch({ state: 'disabled' });
    expect(await refusedWith(await graph.world.issueFor(dora), 130501)).toMatchObject({
      code: 'certificate-method-not-allowed',
    });
  });

  it('lets in the members of a group, and not those of one that is left out', async () => {
    const certificate = await graph.world.issueFor(dora);
    const groupId = await createGroup('Card holders');
    const target = { id: groupId, targetType: 'group' } as const;
    await patch({ includeTargets: [target] });
    await refusedWith(certificate, 130501);
    await member(groupId, dora.id);
    await signInForCode(graph.world, dora, certificate);
    expect((await graph.administrator.api(`/groups/${groupId}/members`).get()).value).toMatchObject([
      { id: dora.id, '@odata.type': '#microsoft.graph.user' },
    ]);
    await patch({ includeTargets: DEFAULT_CERTIFICATE_METHOD.includeTargets, excludeTargets: [target] });
    await refusedWith(certificate, 130501);
    expect(await refusalOf(graph.administrator.api(`/groups/${groupId}`).delete())).toMatchObject({
      statusCode: 400,
    });
    await graph.administrator.api(`/groups/${groupId}/members/${dora.id}/$ref`).delete();
    await signInForCode(graph.world, dora, certificate);
  });

  it('ties a CA to a group', async () => {
    const certificate = await graph.world.issueFor(dora);
    const groupId = await createGroup('Issuing CA');
    const subjectKeyIdentifier = graph.world.pki.issuing.subjectKeyIdentifier;
    await patch({
      certificateAuthorityScopes: [
        { subjectKeyIdentifier, includeTargets: [{ id: groupId, targetType: 'group' }] },
      ],
    });
    expect(await refusedWith(certificate, 500189)).toMatchObject({
      code: 'certificate-authority-out-of-scope',
    });
    await member(groupId, dora.id);
    await signInForCode(graph.world, dora, certificate);
    expect((await processingDetails()).get('Certificate authority subject key identifier')).toBe(
      subjectKeyIdentifier,
    );
  });
});

describe('a policy that cannot be obeyed', () => {
  const ghost = { id: '00000000-0000-4000-8000-000000000000', targetType: 'group' } as const;
  const [byName] = DEFAULT_CERTIFICATE_METHOD.certificateUserBindings;

  it.each([
    [
      'two rules for one policy',
      rules(
        {
          x509CertificateRuleType: 'policyOID',
          policyOidIdentifier: '1.2.3',
          x509CertificateAuthenticationMode: MULTI,
        },
        {
          x509CertificateRuleType: 'policyOID',
          policyOidIdentifier: '1.2.3',
          x509CertificateAuthenticationMode: SINGLE,
        },
      ),
    ],
    [
      'two rules for one issuer',
      rules(
        {
          x509CertificateRuleType: 'issuerSubject',
          issuerSubjectIdentifier: 'CN=A, O=B',
          x509CertificateAuthenticationMode: MULTI,
        },
        {
          x509CertificateRuleType: 'issuerSubject',
          issuerSubjectIdentifier: 'O=b,CN=a',
          x509CertificateAuthenticationMode: SINGLE,
        },
      ),
    ],
    [
      'equal priorities',
      { certificateUserBindings: [byName!, { ...byName!, x509CertificateField: 'RFC822Name' }] },
    ],
    ['a group that is not there', { includeTargets: [ghost] }],
    [
      '31 scopes',
      {
        certificateAuthorityScopes: Array.from({ length: 31 }, (_, index) => ({
          subjectKeyIdentifier: `${index + 10}`,
          includeTargets: [ghost],
        })),
      },
    ],
  ])('is refused with Graph’s error: %s', async (_what, changes) => {
    const before = await graph.administrator.api(POLICY).get();
    expect(await refusalOf(patch(changes))).toMatchObject({ statusCode: 400, code: 'Request_BadRequest' });
    expect(await graph.administrator.api(POLICY).get()).toEqual(before);
  });

  it('refuses sign-ins when what is stored cannot be read', async () => {
    const { authenticationMethodPolicies } = graph.world.server.services.directory;
    const crlValidationConfiguration = {
      state: 'disabled',
      exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [],
    };
    await authenticationMethodPolicies.put(
      CONTOSO_TENANT_ID,
      'X509Certificate',
      JSON.stringify({ crlValidationConfiguration }),
    );
    expect(await refusedWith(await graph.world.issueFor(dora), 1001000)).toMatchObject({
      code: 'certificate-policy-unreadable',
    });
  });
});
