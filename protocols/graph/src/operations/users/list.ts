import {
  type Directory,
  guid,
  isGuid,
  type Page,
  type PageRequest,
  type TenantId,
  type User,
  type UserId,
} from '@signet/identity';
import { collectPages } from '../../odata/collect.ts';
import { equalTo, type FilterTerm } from '../../odata/filter.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { USERS } from '../../schemas/user.ts';
import { READ_USERS } from './permissions.ts';
import { selectedUserProperties, userJson } from './user-json.ts';

export const listUsers: AnyOperation = defineOperation({
  id: 'users_list',
  method: 'GET',
  path: '/users',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the users by userPrincipalName; $count=true needs the header «ConsistencyLevel: eventual».',
  permissions: READ_USERS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  countIsAdvanced: true,
  filter: {
    id: ['eq'],
    userPrincipalName: ['eq', 'startsWith'],
    displayName: ['eq', 'startsWith'],
    mail: ['eq', 'startsWith'],
    givenName: ['eq', 'startsWith'],
    surname: ['eq', 'startsWith'],
    onPremisesImmutableId: ['eq'],
    accountEnabled: ['eq'],
  },
  output: USERS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const { tenantId } = caller.user;
    // Also checks what was sent: on an empty page nothing else would find an unknown name.
    const defaultSelect = selectedUserProperties(query.select);
    const place = { root, path: '/users', context: 'users', query, defaultSelect };
    const list = (page: PageRequest): Promise<Page<User>> => listBy(directory, tenantId, query.filter, page);
    return { body: await collectPages(place, list, userJson, DEFAULT_TOP) };
  },
});

/** What names one user is looked up; everything else reads the listing. */
async function listBy(
  directory: Directory,
  tenantId: TenantId,
  filter: readonly FilterTerm[],
  page: PageRequest,
): Promise<Page<User>> {
  const found = await lookUp(directory, tenantId, filter);
  if (found === 'not-by-key') return directory.users.list(tenantId, page);
  return { items: found?.tenantId === tenantId ? [found] : [], next: undefined };
}

async function lookUp(
  directory: Directory,
  tenantId: TenantId,
  filter: readonly FilterTerm[],
): Promise<User | undefined | 'not-by-key'> {
  const userPrincipalName = equalTo(filter, 'userPrincipalName');
  if (userPrincipalName !== undefined) return directory.users.findByUserPrincipalName(userPrincipalName);
  const id = equalTo(filter, 'id');
  if (id !== undefined) return isGuid(id) ? directory.users.find(guid<UserId>(id)) : undefined;
  const immutableId = equalTo(filter, 'onPremisesImmutableId');
  if (immutableId !== undefined) return directory.users.findByImmutableId(tenantId, immutableId);
  return 'not-by-key';
}

const DEFAULT_TOP = 100;
