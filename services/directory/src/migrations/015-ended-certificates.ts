import type { Migration } from './migration.ts';

/** Certificates whose sessions and grants have ended, until each of these says so itself. */
export const endedCertificates: Migration = {
  number: 15,
  name: 'ended-certificates',
  statements: ({ text, integer, tableOptions }) => [
    // `amr` is empty where everything ended that came from the certificate.
    `create table ended_certificate (
      certificate_authority_id ${text} not null,
      certificate_serial_number ${text} not null,
      amr ${text} not null,
      ended_at ${integer} not null,
      primary key (certificate_authority_id, certificate_serial_number, amr)
    )${tableOptions}`,
  ],
};
