import { type Directory, domainOf, type TenantId, type User } from '@signet/identity';
import {
  type Certificate,
  type Evidence,
  formatName,
  nameKey,
  readRfc822Name,
  readUserPrincipalName,
} from '@signet/pki';
import { beginBinding, type NamedFields, namesTooMany } from './binding-check.ts';
import { Refusal } from './sign-in-request.ts';
import { loadTrustStore } from './trust-store.ts';

/** Whose mailbox a certificate stands for, before anything about it is judged. */
export interface MailboxOwner {
  /** Where the certificate is judged: the owner's tenant, or one that trusts a CA of the issuer's name. */
  readonly tenantId: TenantId;
  /** Whether the tenant may be told: false when several could be meant and none of them has the owner. */
  readonly isTenantCertain: boolean;
  readonly fields: NamedFields;
  readonly matches: readonly Match[];
}

interface Match {
  readonly user: User;
  readonly field: string;
  readonly value: string;
  readonly attribute: 'userPrincipalName' | 'proxyAddresses';
}

/**
 * The mail door serves every tenant under one name, so tenant and user are both read from the certificate: the
 * tenants that trust a CA with the issuer's name, and in them the users whose user principal name or proxy
 * address stands in the subjectAltName. An address counts only in the tenant that has
 * verified its domain, or anywhere when none has: so one tenant can't lay claim to another's people. Refuses
 * a certificate whose issuer no tenant knows.
 */
export async function findMailboxOwner(
  leaf: Certificate,
  directory: Directory,
  evidence: Evidence,
): Promise<MailboxOwner> {
  const tenantIds = await findTrustingTenants(leaf, directory);
  const [firstTenant] = tenantIds;
  evidence.add({
    check: 'tenant',
    rule: 'Signet: the mail door finds the tenant by the issuing CA',
    object: `issuer ${formatName(leaf.issuer)}`,
    result: firstTenant === undefined ? 'fail' : 'pass',
    detail:
      firstTenant === undefined
        ? 'No tenant trusts a certificate authority of this name.'
        : `${tenantIds.length === 1 ? 'One tenant trusts' : `${tenantIds.length} tenants trust`} a certificate authority of this name.`,
  });
  if (firstTenant === undefined) throw new Refusal('certificate-untrusted');
  const fields = FIELDS.map(({ field, read }) => ({ field, values: read(leaf) }));
  const matches = namesTooMany(fields) ? [] : await findMatches(fields, tenantIds, directory);
  return {
    tenantId: matches[0]?.user.tenantId ?? firstTenant,
    isTenantCertain: matches.length > 0 || tenantIds.length === 1,
    fields,
    matches,
  };
}

/** The binding's verdict: every name that leads to a mailbox must lead to the same one. */
export function bindMailboxOwner({ fields, matches }: MailboxOwner, evidence: Evidence): User {
  const binding = beginBinding(RULE, fields, evidence);
  const [match] = matches;
  if (!match)
    return binding.refuse('user-not-found', 'No user has one of these names as name or proxy address.');
  if (matches.some(({ user }) => user.id !== match.user.id)) {
    return binding.refuse(
      'certificate-user-mismatch',
      'The names of the certificate lead to more than one user.',
    );
  }
  const { user, field, value, attribute } = match;
  binding.accept(`Certificate: ${field} ${value}; User Attribute: ${attribute}.`, {
    userPrincipalName: user.userPrincipalName,
  });
  return user;
}

/** By the issuer's name only: whether its key signed is the path's question, asked with that tenant's store. */
async function findTrustingTenants(leaf: Certificate, directory: Directory): Promise<readonly TenantId[]> {
  const issuer = nameKey(leaf.issuer);
  const all = await directory.certificateAuthorities.listAll();
  const trusting: TenantId[] = [];
  for (const tenantId of new Set(all.map((authority) => authority.tenantId))) {
    const { anchors, intermediates } = await loadTrustStore(directory, tenantId);
    if ([...anchors, ...intermediates].some(({ subject }) => nameKey(subject) === issuer)) {
      trusting.push(tenantId);
    }
  }
  return trusting;
}

async function findMatches(
  fields: MailboxOwner['fields'],
  tenantIds: readonly TenantId[],
  directory: Directory,
): Promise<readonly Match[]> {
  const matches: Match[] = [];
  for (const { field, values } of fields) {
    for (const value of values) {
      const domain = await directory.domains.find(domainOf(value) ?? '');
      const mayHaveIt = (tenantId: TenantId): boolean =>
        tenantIds.includes(tenantId) && (domain === undefined || domain.tenantId === tenantId);
      const named = await directory.users.findByUserPrincipalName(value);
      if (named && mayHaveIt(named.tenantId)) {
        matches.push({ user: named, field, value, attribute: 'userPrincipalName' });
      }
      for (const tenantId of tenantIds.filter(mayHaveIt)) {
        const user = await directory.users.findByProxyAddress(tenantId, value);
        if (user) matches.push({ user, field, value, attribute: 'proxyAddresses' });
      }
    }
  }
  return matches;
}

const FIELDS = [
  { field: 'PrincipalName', read: readUserPrincipalName },
  { field: 'RFC822Name', read: readRfc822Name },
] as const;

const RULE = 'Exchange ActiveSync: PrincipalName or RFC822Name to userPrincipalName or proxy address';
