import { DirectoryError } from '@signet/identity';

/**
 * The conflict on a unique index, named `table.column,column` by both databases' error readers. What is not
 * listed is a primary key: an identifier that was made twice.
 */
export function alreadyExists(index: string, cause: unknown): DirectoryError {
  const sentence = SENTENCES[index] ?? 'This identifier is taken already; make another.';
  return new DirectoryError('already-exists', sentence, { cause });
}

/** A row points to another that is not there. */
export function parentNotFound(cause: unknown): DirectoryError {
  return new DirectoryError(
    'not-found',
    'The tenant, user or certificate authority that this belongs to does not exist; create it first.',
    { cause },
  );
}

/** An update of a row that is not there. */
export function notFound(what: string): DirectoryError {
  return new DirectoryError('not-found', `There is no such ${what}; create it first.`);
}

const SENTENCES: Readonly<Record<string, string>> = {
  'domain.name': 'This domain exists already, here or in another tenant; choose another name.',
  'domain.issuer_uri': 'Another domain is federated with this issuerUri; each domain needs its own.',
  'user.user_principal_name_key': 'Another user has this userPrincipalName; choose another.',
  'user.tenant_id,immutable_id':
    'Another user of the tenant has this onPremisesImmutableId; correct one of them.',
  'proxy_address.tenant_id,address_key':
    'Another user of the tenant has one of these proxyAddresses; remove it there first.',
  'group_member.group_id,user_id': 'This user is a member of the group already.',
  'certificate_user_id.tenant_id,value_sha256':
    'Another user of the tenant has one of these certificateUserIds; remove it there first.',
  'certificate_authority.tenant_id,store,certificate_sha256':
    'The tenant trusts this certificate already; change the entry that holds it.',
  'app_role_assignment.principal_id,resource_id,app_role_id':
    'The principal has this app role already; nothing has to be done.',
  'relying_party_identifier.tenant_id,identifier':
    'Another relying party of the tenant has one of these identifiers; choose another, or remove that one.',
  'identifier_uri.tenant_id,uri':
    'Another application of the tenant has one of these identifierUris; choose another.',
};
