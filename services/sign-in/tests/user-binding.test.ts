import type { User } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson, type SubjectAltNameEntry } from '@signet/lab';
import { type Check, createEvidence } from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../src/sign-in-request.ts';
import { bindUser, findUserCandidates } from '../src/user-binding.ts';
import { createWorld, OTHER_TENANT_ID, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const upn = (value: string): SubjectAltNameEntry => ({ type: 'upn', value });
const email = (value: string): SubjectAltNameEntry => ({ type: 'email', value });

interface Binding {
  readonly userPrincipalName?: string;
  readonly code?: string;
  readonly checks: readonly Check[];
}

async function bind(names: readonly SubjectAltNameEntry[], typed?: DemoPerson): Promise<Binding> {
  const { directory } = world;
  const evidence = createEvidence();
  const expected = typed && (await directory.users.find(typed.id));
  const candidates = await findUserCandidates(await world.issue(names), directory);
  try {
    const { userPrincipalName } = bindUser(candidates, expected, CONTOSO_TENANT_ID, evidence);
    return { userPrincipalName, checks: evidence.checks };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, checks: evidence.checks };
  }
}

describe('without a typed name', () => {
  it('binds by Principal Name, the first binding', async () => {
    expect(await bind([upn(alice.userPrincipalName)])).toMatchObject({
      userPrincipalName: alice.userPrincipalName,
      checks: [{ check: 'user-binding', result: 'pass', facts: { rank: 1 } }],
    });
  });

  it('binds by RFC822 Name when there is no Principal Name', async () => {
    expect(await bind([email(alice.userPrincipalName)])).toMatchObject({
      userPrincipalName: alice.userPrincipalName,
      checks: [{ check: 'user-binding', result: 'pass', facts: { rank: 2 } }],
    });
  });

  it('refuses a certificate with more names than a person has, the right one among them', async () => {
    const names = Array.from({ length: 32 }, (_, number) => email(`${number}@contoso.example`));
    expect(await bind([upn(alice.userPrincipalName), ...names])).toMatchObject({
      code: 'certificate-user-mismatch',
    });
  });

  it('binds by RFC822 Name when the Principal Name is nobody’s', async () => {
    const names = [upn('nobody@contoso.example'), email(bob.userPrincipalName)];
    expect(await bind(names)).toMatchObject({ userPrincipalName: bob.userPrincipalName });
  });

  it('lets the Principal Name win over the RFC822 Name of another user', async () => {
    const names = [email(bob.userPrincipalName), upn(alice.userPrincipalName)];
    expect(await bind(names)).toMatchObject({ userPrincipalName: alice.userPrincipalName });
  });

  it('compares names without regard to case', async () => {
    expect(await bind([upn('ALICE@Contoso.Example')])).toMatchObject({
      userPrincipalName: alice.userPrincipalName,
    });
  });

  it('binds by user principal name only: a proxy address names nobody', async () => {
    expect(await bind([email(alice.aliases[0] ?? '')])).toMatchObject({ code: 'user-not-found' });
  });

  it('refuses a certificate that names two users by one field', async () => {
    const names = [upn(alice.userPrincipalName), upn(bob.userPrincipalName)];
    expect(await bind(names)).toMatchObject({ code: 'certificate-user-mismatch' });
  });

  it('takes a user who is named twice by one field', async () => {
    const names = [upn(alice.userPrincipalName), upn(alice.userPrincipalName.toUpperCase())];
    expect(await bind(names)).toMatchObject({ userPrincipalName: alice.userPrincipalName });
  });

  it.each([
    ['no subject alternative name', [], 'certificate-field-missing'],
    [
      'other kinds of names only',
      [{ type: 'dns', value: 'alice.contoso.example' }],
      'certificate-field-missing',
    ],
    ['names of nobody', [upn('nobody@contoso.example'), email('nobody@contoso.example')], 'user-not-found'],
    ['a name with a blank around it', [upn(` ${alice.userPrincipalName}`)], 'user-not-found'],
    [
      'a name cut by a null character',
      [upn(`${alice.userPrincipalName}\0.mallory.example`)],
      'user-not-found',
    ],
  ] as const)('refuses a certificate with %s', async (_what, names, code) => {
    expect(await bind(names)).toMatchObject({
      code,
      checks: [{ check: 'user-binding', result: 'fail', rule: expect.stringContaining('user binding') }],
    });
  });

  it('refuses a user of another tenant', async () => {
    const { users } = world.directory;
    const template = (await users.find(alice.id)) as User;
    const foreigner: User = {
      ...template,
      id: world.random.guid() as User['id'],
      tenantId: OTHER_TENANT_ID,
      userPrincipalName: 'frida@northwind.example',
      mail: undefined,
      proxyAddresses: [],
      onPremisesImmutableId: undefined,
    };
    await users.add(foreigner);
    expect(await bind([upn(foreigner.userPrincipalName)])).toMatchObject({ code: 'user-not-in-tenant' });
  });
});

describe('with a typed name', () => {
  it.each([
    ['Principal Name', [upn(dora.userPrincipalName)]],
    ['RFC822 Name', [email(dora.userPrincipalName)]],
    [
      'RFC822 Name beside a Principal Name of another user',
      [upn(bob.userPrincipalName), email(dora.userPrincipalName)],
    ],
    ['one of two Principal Names', [upn(bob.userPrincipalName), upn(dora.userPrincipalName)]],
  ])('binds the user whom the certificate names by %s', async (_field, names) => {
    expect(await bind(names, dora)).toMatchObject({ userPrincipalName: dora.userPrincipalName });
  });

  it.each([
    ['of another user', [upn(bob.userPrincipalName)], 'certificate-user-mismatch'],
    ['of nobody', [upn('nobody@fabrikam.example')], 'certificate-user-mismatch'],
    ['without a name', [], 'certificate-field-missing'],
  ] as const)('refuses a certificate %s', async (_what, names, code) => {
    expect(await bind(names, dora)).toMatchObject({ code, checks: [{ result: 'fail' }] });
  });
});
