import type { User } from '@signet/identity';

/** Microsoft Graph: changing `mail` changes proxyAddresses. The new address becomes the primary one, the old an alias. */
export function withMail<Person extends Pick<User, 'mail' | 'proxyAddresses'>>(
  person: Person,
  mail: string | undefined,
): Person {
  if (mail === person.mail) return person;
  const others = person.proxyAddresses
    .filter((address) => address.slice(address.indexOf(':') + 1).toLowerCase() !== mail?.toLowerCase())
    .map((address) => address.replace(/^SMTP:/, 'smtp:'));
  return { ...person, mail, proxyAddresses: mail === undefined ? others : [`SMTP:${mail}`, ...others] };
}
