import { domainOf, type Group, type User } from '@signet/identity';

/**
 * The names that a Windows domain has for an account, for rules that were written for one. There is no Windows domain
 * here: its NetBIOS name is the first label of the domain name, and the account name what stands before the `@`.
 */
export function windowsAccountName({ userPrincipalName }: Pick<User, 'userPrincipalName'>): string {
  const domain = domainOf(userPrincipalName)?.split('.')[0]?.toUpperCase() ?? '';
  return `${domain}\\${samAccountName({ userPrincipalName })}`;
}

/** What stands before the last `@` of the user principal name. */
export function samAccountName({ userPrincipalName }: Pick<User, 'userPrincipalName'>): string {
  return userPrincipalName.slice(0, userPrincipalName.lastIndexOf('@'));
}

/**
 * The security identifier of a user or a group as Entra makes it from the object id: `S-1-12-1-` and the GUID's sixteen
 * bytes as four little-endian numbers.
 */
export function securityIdentifier(id: User['id'] | Group['id']): string {
  const bytes = guidBytes(id);
  return `S-1-12-1-${[0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)).join('-')}`;
}

/** A GUID's bytes in Windows' order: the first three fields little-endian (MS-DTYP §2.3.4). */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
