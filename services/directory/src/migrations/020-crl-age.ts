import type { Migration } from './migration.ts';

/** How old a stored CRL is, so that no process replaces a newer one with what it downloaded before. */
export const crlAge: Migration = {
  number: 20,
  name: 'crl-age',
  statements: ({ text, integer }) => [
    `alter table stored_crl add column this_update ${integer}`,
    // Forty hexadecimal digits, which order as the numbers do: RFC 5280 §5.2.3 allows twenty octets.
    `alter table stored_crl add column crl_number ${text}`,
  ],
};
