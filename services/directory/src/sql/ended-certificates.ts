import { type RawBuilder, sql } from 'kysely';

/**
 * When the session or grant ended together with all that came from its certificate, while its own row may not say
 * so yet; null for all others. One row ends a hundred thousand: see `CertificateUseRepository.end`.
 */
export function endedWithCertificate(table: 'session' | 'grant'): RawBuilder<number | null> {
  // `amr` is a JSON list of words without quotes or wildcards in them.
  return sql`(select min(ended.ended_at) from ended_certificate as ended
    where ended.certificate_authority_id = ${sql.ref(`${table}.certificate_authority_id`)}
      and ended.certificate_serial_number = ${sql.ref(`${table}.certificate_serial_number`)}
      and (ended.amr = '' or ${sql.ref(`${table}.amr`)} like '%"' || ended.amr || '"%'))`;
}
