import { type AttributeStores, ClaimRuleError } from '@signet/claims';
import type { Directory, TenantId, User } from '@signet/identity';
import { guidBytes, samAccountName, securityIdentifier, windowsAccountName } from './account-names.ts';
import { type Comparison, fillTemplate, parseStoreQuery, type StoreQuery } from './store-query.ts';

/**
 * The directory as the attribute store that rules ask, under the name that they have for it on AD FS. It knows the
 * users of one tenant; `subject`, whom the token is about, is asked for most and needs no query.
 */
export function createDirectoryStore(
  directory: Pick<Directory, 'users' | 'groups' | 'domains'>,
  tenantId: TenantId,
  subject: User,
): AttributeStores {
  let queries = 0;
  return {
    async query({ store, query, columns: width, params }) {
      queries += 1;
      if (queries > MAX_QUERIES)
        throw new ClaimRuleError(
          'too-much-work',
          `The rules ask the directory more than ${MAX_QUERIES} times.`,
        );
      const read = checkStoreQuery({ store, query, columns: width, params: params.length });
      const user = await findRecord(read, params, directory, tenantId, subject);
      if (!user) return [];
      const columns = await Promise.all(
        read.attributes.map((attribute) => readerOf(attribute)(user, directory)),
      );
      return toRows(columns);
    },
  };
}

/**
 * What can be said of a query before it is asked.
 *
 * @throws ClaimRuleError `invalid-query` for another store, an attribute that the directory does not have, a filter that it cannot answer
 */
export function checkStoreQuery({
  store,
  query: text,
  ...sizes
}: {
  readonly store: string;
  readonly query: string;
  readonly columns: number;
  readonly params: number;
}): StoreQuery {
  if (store.toLowerCase() !== STORE_NAME.toLowerCase())
    throw invalid(`There is no attribute store «${store}», only «${STORE_NAME}».`);
  const query = parseStoreQuery(text, sizes);
  for (const attribute of query.attributes) readerOf(attribute);
  for (const { attribute } of query.filter) if (!isClass(attribute)) readerOf(attribute);
  return query;
}

/** The account names one user; whoever it is must fulfil the filter as well. */
async function findRecord(
  { filter, account }: StoreQuery,
  params: readonly string[],
  directory: Pick<Directory, 'users' | 'groups' | 'domains'>,
  tenantId: TenantId,
  subject: User,
): Promise<User | undefined> {
  const user = await findAccount(fillTemplate(account, params), directory, tenantId, subject);
  if (!user) return undefined;
  for (const comparison of filter)
    if (!(await fulfils(user, comparison, params, directory))) return undefined;
  return user;
}

/** `DOMAIN\user` or a user principal name. */
async function findAccount(
  account: string,
  { users, domains }: Pick<Directory, 'users' | 'domains'>,
  tenantId: TenantId,
  subject: User,
): Promise<User | undefined> {
  const wanted = account.toLowerCase();
  const isSubject = [windowsAccountName(subject), subject.userPrincipalName].some(
    (name) => name.toLowerCase() === wanted,
  );
  if (isSubject) return subject;
  const found = account.includes('\\')
    ? await findByWindowsName(account, { users, domains }, tenantId)
    : await users.findByUserPrincipalName(account);
  return found?.tenantId === tenantId ? found : undefined;
}

async function findByWindowsName(
  account: string,
  { users, domains }: Pick<Directory, 'users' | 'domains'>,
  tenantId: TenantId,
): Promise<User | undefined> {
  const [domain = '', name = ''] = account.split('\\');
  const named = (await domains.list(tenantId)).filter(
    (each) => each.name.split('.')[0]?.toLowerCase() === domain.toLowerCase(),
  );
  const found = await Promise.all(named.map((each) => users.findByUserPrincipalName(`${name}@${each.name}`)));
  const [user, another] = found.filter((each) => each !== undefined);
  // Two domains with the same first label: neither is meant rather than one of them.
  return another === undefined ? user : undefined;
}

async function fulfils(
  user: User,
  { attribute, value }: Comparison,
  params: readonly string[],
  directory: Pick<Directory, 'groups'>,
): Promise<boolean> {
  const expected = fillTemplate(value, params).toLowerCase();
  if (isClass(attribute)) return ['user', 'person'].includes(expected);
  // LDAP compares these attributes without regard to case.
  return (await readerOf(attribute)(user, directory)).some((text) => text.toLowerCase() === expected);
}

/** The values of each attribute, below each other: an attribute with several makes several claims. */
function toRows(columns: readonly (readonly string[])[]): readonly (readonly (string | undefined)[])[] {
  const height = Math.max(0, ...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row]));
}

type AttributeReader = (
  user: User,
  directory: Pick<Directory, 'groups'>,
) => readonly string[] | Promise<readonly string[]>;

function readerOf(attribute: string): AttributeReader {
  const reader = ATTRIBUTES.get(attribute.toLowerCase());
  if (!reader) throw invalid(`The directory has no attribute «${attribute.slice(0, 60)}».`);
  return reader;
}

const isClass = (attribute: string): boolean =>
  ['objectclass', 'objectcategory'].includes(attribute.toLowerCase());

const some = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

const READERS: Readonly<Record<string, AttributeReader>> = {
  userPrincipalName: ({ userPrincipalName }) => [userPrincipalName],
  sAMAccountName: (user) => [samAccountName(user)],
  displayName: ({ displayName }) => [displayName],
  name: ({ displayName }) => [displayName],
  cn: ({ displayName }) => [displayName],
  givenName: ({ givenName }) => some(givenName),
  sn: ({ surname }) => some(surname),
  mail: ({ mail }) => some(mail),
  proxyAddresses: ({ proxyAddresses }) => proxyAddresses,
  objectSid: ({ id }) => [securityIdentifier(id)],
  // A synchronised account has its on-premises object's GUID as ImmutableID, which is what rules want of this.
  objectGUID: ({ id, onPremisesImmutableId }) => [onPremisesImmutableId ?? guidBytes(id).toString('base64')],
  'mS-DS-ConsistencyGuid': ({ onPremisesImmutableId }) => some(onPremisesImmutableId),
  onPremisesImmutableId: ({ onPremisesImmutableId }) => some(onPremisesImmutableId),
  onPremisesUserPrincipalName: ({ onPremisesUserPrincipalName }) => some(onPremisesUserPrincipalName),
  altSecurityIdentities: ({ certificateUserIds }) => certificateUserIds,
  certificateUserIds: ({ certificateUserIds }) => certificateUserIds,
  tokenGroups: async ({ id }, { groups }) => {
    const found = await Promise.all((await groups.listOfUser(id)).map((group) => groups.find(group)));
    return found.flatMap((group) => some(group?.displayName));
  },
  'tokenGroups(SID)': async ({ id }, { groups }) => (await groups.listOfUser(id)).map(securityIdentifier),
};

const ATTRIBUTES: ReadonlyMap<string, AttributeReader> = new Map(
  Object.entries(READERS).map(([name, reader]) => [name.toLowerCase(), reader]),
);

const invalid = (message: string) => new ClaimRuleError('invalid-query', message);

const STORE_NAME = 'Active Directory';
/** Each costs a question to the database while somebody waits. */
const MAX_QUERIES = 100;
