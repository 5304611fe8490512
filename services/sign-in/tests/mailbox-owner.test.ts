import { guid, type User, type UserId } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type SubjectAltNameEntry } from '@signet/lab';
import { type Check, createEvidence } from '@signet/pki';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindMailboxOwner, findMailboxOwner } from '../src/mailbox-owner.ts';
import { Refusal } from '../src/sign-in-request.ts';
import { createWorld, findIssuingAuthority, OTHER_TENANT_ID, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

let world: World;

beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const upn = (value: string): SubjectAltNameEntry => ({ type: 'upn', value });
const email = (value: string): SubjectAltNameEntry => ({ type: 'email', value });

interface Found {
  readonly userId?: UserId;
  readonly tenantId?: string;
  readonly code?: string;
  readonly isTenantCertain?: boolean;
  readonly checks: readonly Check[];
}

async function findOwner(names: readonly SubjectAltNameEntry[]): Promise<Found> {
  const evidence = createEvidence();
  const owner = await findMailboxOwner(await world.issue(names), world.directory, evidence);
  const { tenantId, isTenantCertain } = owner;
  try {
    const { id } = bindMailboxOwner(owner, evidence);
    return { userId: id, tenantId, isTenantCertain, checks: evidence.checks };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, isTenantCertain, checks: evidence.checks };
  }
}

/** A second tenant that trusts the same issuing CA and has one person. */
async function trustInOtherTenant(person: Partial<User>): Promise<UserId> {
  const authority = await findIssuingAuthority(world);
  const id = guid<UserId>(world.random.guid());
  await world.directory.certificateAuthorities.add({
    ...authority,
    id: guid(world.random.guid()),
    tenantId: OTHER_TENANT_ID,
  });
  await world.directory.users.add({
    id,
    tenantId: OTHER_TENANT_ID,
    userPrincipalName: 'nora@northwind.example',
    displayName: 'Nora',
    mail: undefined,
    proxyAddresses: [],
    onPremisesImmutableId: undefined,
    certificateUserIds: [],
    accountEnabled: true,
    roles: [],
    stsRefreshTokensValidFrom: undefined,
    createdAt: world.clock.now(),
    ...person,
  });
  return id;
}

describe('one tenant', () => {
  it.each([
    ['Principal Name to user principal name', [upn(alice.userPrincipalName)], alice],
    ['RFC822 Name to user principal name', [email(dora.userPrincipalName)], dora],
    ['RFC822 Name to a proxy address, without regard to case', [email('Dora.DAHL@fabrikam.example')], dora],
    ['Principal Name to a proxy address', [upn('alice.ahlberg@contoso.example')], alice],
    [
      'two names of one person',
      [upn(alice.userPrincipalName), email('alice.ahlberg@contoso.example')],
      alice,
    ],
    [
      'a name that nobody has beside one that somebody has',
      [upn('x@y.example'), email(bob.userPrincipalName)],
      bob,
    ],
  ] as const)('binds %s', async (_title, names, person) => {
    expect(await findOwner(names)).toMatchObject({ userId: person.id, tenantId: CONTOSO_TENANT_ID });
  });

  it.each([
    ['nobody', [upn('nobody@contoso.example')], 'user-not-found'],
    ['two people', [upn(alice.userPrincipalName), email(bob.userPrincipalName)], 'certificate-user-mismatch'],
    ['no name', [], 'certificate-field-missing'],
    [
      'more names than a person has',
      Array.from({ length: 33 }, (_, number) => email(`${number}@contoso.example`)),
      'certificate-user-mismatch',
    ],
  ] as const)('refuses a certificate that names %s', async (_title, names, code) => {
    const found = await findOwner(names);
    expect(found).toMatchObject({ code, isTenantCertain: true });
    expect(found.checks.at(-1)).toMatchObject({ check: 'user-binding', result: 'fail' });
  });

  it('refuses an issuer that no tenant knows', async () => {
    for (const { id } of await world.directory.certificateAuthorities.listAll()) {
      await world.directory.certificateAuthorities.remove(id);
    }
    await expect(findOwner([upn(alice.userPrincipalName)])).rejects.toMatchObject({
      code: 'certificate-untrusted',
    });
  });
});

describe('two tenants that trust one issuing CA', () => {
  it('finds each person in their own tenant', async () => {
    const nora = await trustInOtherTenant({});
    expect(await findOwner([upn('nora@northwind.example')])).toMatchObject({
      userId: nora,
      tenantId: OTHER_TENANT_ID,
    });
    expect(await findOwner([upn(alice.userPrincipalName)])).toMatchObject({
      userId: alice.id,
      tenantId: CONTOSO_TENANT_ID,
    });
  });

  it('gives no tenant a claim to an address in a domain that another has verified', async () => {
    await trustInOtherTenant({ proxyAddresses: [`smtp:${alice.userPrincipalName}`] });
    expect(await findOwner([email(alice.userPrincipalName)])).toMatchObject({ userId: alice.id });
  });

  it('tells no tenant about a certificate that could be meant for either', async () => {
    await trustInOtherTenant({});
    expect(await findOwner([upn('nobody@elsewhere.example')])).toMatchObject({
      code: 'user-not-found',
      isTenantCertain: false,
    });
  });

  it('refuses a certificate that leads to a person in each', async () => {
    await trustInOtherTenant({});
    expect(await findOwner([upn(alice.userPrincipalName), email('nora@northwind.example')])).toMatchObject({
      code: 'certificate-user-mismatch',
    });
  });
});
