import { domainOfKey } from '../sql/domain-of-key.ts';
import type { Migration } from './migration.ts';

/** Who has a name or a mail address in a domain is found without reading everybody. */
export const domainsOfNames: Migration = {
  number: 27,
  name: 'domains-of-names',
  statements: () => [
    `create index user_of_domain on "user" ((${domainOfKey('user_principal_name_key')}))`,
    `create index proxy_address_of_domain on proxy_address ((${domainOfKey('address_key')}))`,
  ],
};
