import { createHash, X509Certificate } from 'node:crypto';
import { type CertificateMethod, DEFAULT_CERTIFICATE_METHOD, type User } from '@signet/identity';
import { type ClientCertificate, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { parseCertificate } from '@signet/pki';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attemptSignIn, expectPage, signInForCode } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

// Every field of a certificate that binds it to a user, to every property that it may be bound to.

const { dora, emil } = DEMO_PEOPLE;
const OTHER_NAME = 'other@corp.local';

type Binding = Pick<
  CertificateMethod['certificateUserBindings'][number],
  'x509CertificateField' | 'userProperty'
>;
type Names = ReturnType<typeof namesOf>;

let world: World;
let users: Readonly<Record<'dora' | 'emil', User>>;
beforeAll(async () => {
  world = await startWorld();
  users = { dora: await find(dora), emil: await find(emil) };
});
afterAll(() => world?.[Symbol.asyncDispose]());
afterEach(async () => {
  const { directory } = world.server.services;
  for (const user of Object.values(users)) await directory.users.update(user);
});

describe.each<Binding & { readonly value: (names: Names) => string }>([
  { x509CertificateField: 'PrincipalName', userProperty: 'userPrincipalName', value: (n) => n.principalName },
  { x509CertificateField: 'RFC822Name', userProperty: 'userPrincipalName', value: (n) => n.rfc822Name },
  {
    x509CertificateField: 'PrincipalName',
    userProperty: 'onPremisesUserPrincipalName',
    value: (n) => n.principalName,
  },
  {
    x509CertificateField: 'RFC822Name',
    userProperty: 'onPremisesUserPrincipalName',
    value: (n) => n.rfc822Name,
  },
  ...(
    [
      ['PrincipalName', (n) => `X509:<PN>${n.principalName}`],
      ['RFC822Name', (n) => `X509:<RFC822>${n.rfc822Name}`],
      ['IssuerAndSubject', (n) => `X509:<I>${n.issuer}<S>${n.subject}`],
      ['Subject', (n) => `X509:<S>${n.subject}`],
      ['SubjectKeyIdentifier', (n) => `X509:<SKI>${n.subjectKeyIdentifier}`],
      ['SHA1PublicKey', (n) => `X509:<SHA1-PUKEY>${n.thumbprint}`],
      ['IssuerAndSerialNumber', (n) => `X509:<I>${n.issuer}<SR>${n.serialNumber}`],
    ] as const satisfies readonly (readonly [string, (names: Names) => string])[]
  ).map(([x509CertificateField, value]) => ({
    x509CertificateField,
    userProperty: 'certificateUserIds' as const,
    value,
  })),
])('the binding of $x509CertificateField to $userProperty', ({ value, ...binding }) => {
  beforeAll(() => bindBy(binding));

  it('signs in whose value it is', async () => {
    const card = await issueCard(nameFor(users.dora));
    await give('dora', value(namesOf(card)));
    await signInForCode(world, dora, card);
    const { items } = await world.server.services.directory.signInLog.list({}, { limit: 10 });
    const { evidence } = items.find(({ face }) => face === 'managed-certificate')!;
    expect(evidence.find(({ check }) => check === 'user-binding')?.detail).toBe(
      `Certificate: ${binding.x509CertificateField}; User Attribute: ${binding.userProperty}; Rank: 1.`,
    );
  });

  it('refuses the card of another person at the name of this one', async () => {
    const card = await issueCard(nameFor(users.emil));
    await give('emil', value(namesOf(card)));
    await give('dora', value(namesOf(await issueCard(nameFor(users.dora)))));
    await expectRefused(card);
    await signInForCode(world, emil, card);
  });

  it('refuses what is alike: shorter, longer, turned round, of another field', async () => {
    const card = await issueCard(OTHER_NAME);
    const right = value(namesOf(card));
    const field = /^X509:<[^>]*>/.exec(right)?.[0] ?? '';
    const alike = [
      right.slice(0, -1),
      `${right}0`,
      field + [...right.slice(field.length)].reverse().join(''),
      ...(field === ''
        ? []
        : [
            right.slice(field.length),
            right.replace(field, 'X509:<SKX>'),
            right.replace(field, field.toLowerCase()),
          ]),
    ];
    for (const wrong of alike.filter((text) => text !== right)) {
      await give('dora', wrong);
      await expectRefused(card);
    }
  });

  it('refuses a card whose value stands in another property of the person', async () => {
    const card = await issueCard(OTHER_NAME);
    const right = value(namesOf(card));
    const elsewhere: Partial<User> =
      binding.userProperty === 'certificateUserIds'
        ? { onPremisesUserPrincipalName: right }
        : { certificateUserIds: [right, `X509:<PN>${OTHER_NAME}`, `X509:<RFC822>${OTHER_NAME}`] };
    const { directory } = world.server.services;
    await directory.users.update({ ...users.dora, mail: OTHER_NAME, ...elsewhere });
    await expectRefused(card);
  });

  /** In the certificate: a user principal name cannot be another one. */
  function nameFor({ userPrincipalName }: User): string {
    return binding.userProperty === 'userPrincipalName' ? userPrincipalName : CARD_NAMES[userPrincipalName]!;
  }

  /** What the property says of the person. */
  async function give(who: keyof typeof users, text: string): Promise<void> {
    if (binding.userProperty === 'userPrincipalName') return;
    const said = binding.userProperty === 'certificateUserIds' ? [text] : text;
    await world.server.services.directory.users.update({ ...users[who], [binding.userProperty]: said });
  }
});

async function find({ id }: typeof dora): Promise<User> {
  const user = await world.server.services.directory.users.find(id);
  if (!user) throw new Error('the demo organisation lacks the user');
  return user;
}

async function bindBy(binding: Binding): Promise<void> {
  const method = {
    ...DEFAULT_CERTIFICATE_METHOD,
    state: 'enabled',
    certificateUserBindings: [{ ...binding, priority: 1 }],
  } as const;
  const { authenticationMethodPolicies } = world.server.services.directory;
  await authenticationMethodPolicies.put(CONTOSO_TENANT_ID, 'X509Certificate', JSON.stringify(method));
}

/** With this name in both fields that hold one. */
function issueCard(name: string): Promise<ClientCertificate> {
  const subjectAltName = [
    { type: 'upn', value: name },
    { type: 'email', value: name },
  ] as const;
  return world.pki.issueClientCertificate({ commonName: `Card of ${name}`, subjectAltName });
}

async function expectRefused(card: ClientCertificate): Promise<void> {
  const { outcome } = await attemptSignIn(world, dora.userPrincipalName, card);
  expect(expectPage(outcome).text).toContain('AADSTS1001003');
  const { items } = await world.server.services.directory.signInLog.list({}, { limit: 10 });
  expect(items.find(({ face }) => face === 'managed-certificate')).toMatchObject({
    code: 'certificate-user-mismatch',
    userId: dora.id,
  });
}

function namesOf({ certificate }: ClientCertificate) {
  const { serialNumber, extensions } = parseCertificate(certificate);
  // Another reader than the one under test.
  const { issuer, subject, subjectAltName } = new X509Certificate(certificate);
  const [, rfc822Name = ''] = /email:([^,]*)/.exec(subjectAltName ?? '') ?? [];
  return {
    principalName: rfc822Name,
    rfc822Name,
    issuer: issuer.split('\n').join(','),
    subject: subject.split('\n').join(','),
    serialNumber,
    subjectKeyIdentifier: Buffer.from(extensions.subjectKeyIdentifier ?? []).toString('hex'),
    thumbprint: createHash('sha1').update(certificate).digest('hex').toUpperCase(),
  };
}

const CARD_NAMES: Readonly<Record<string, string>> = {
  [dora.userPrincipalName]: 'doras.card@corp.local',
  [emil.userPrincipalName]: 'emils.card@corp.local',
};
