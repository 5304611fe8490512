import type {
  AssertionConsumerService,
  RelyingPartyTrust,
  RelyingPartyTrustId,
  RelyingPartyTrustRepository,
  SingleLogoutService,
  TenantId,
} from '@signet/identity';
import { DirectoryError } from '@signet/identity';
import { atomically } from './atomically.ts';
import { isRecord, isString, optionalBytes, parseList, parseWord } from './columns.ts';
import { notFound } from './conflicts.ts';
import type { RelyingPartyTrustRow, Sql } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `RelyingPartyTrustRepository` over one database, or over one transaction of it. */
export function createRelyingPartyTrustRepository(database: Sql): RelyingPartyTrustRepository {
  const ofTenant = writtenOnce<{ tenantId: string }, RelyingPartyTrustRow>(database, (value) =>
    database
      .selectFrom('relying_party_trust')
      .selectAll()
      .where('tenant_id', '=', value('tenantId'))
      .orderBy('display_name')
      .orderBy('id'),
  );
  const byIdentifier = writtenOnce<{ tenantId: string; identifier: string }, RelyingPartyTrustRow>(
    database,
    (value) =>
      database
        .selectFrom('relying_party_identifier')
        .innerJoin('relying_party_trust', 'relying_party_trust.id', 'relying_party_identifier.trust_id')
        .selectAll('relying_party_trust')
        .where('relying_party_identifier.tenant_id', '=', value('tenantId'))
        .where('relying_party_identifier.identifier', '=', value('identifier')),
  );
  return {
    add: (trust) =>
      atomically(database, async (transaction) => {
        await transaction.insertInto('relying_party_trust').values(toRow(trust)).execute();
        await addIdentifiers(transaction, trust);
      }),
    update: (trust) => atomically(database, (transaction) => update(transaction, trust)),
    async remove(id) {
      await database.deleteFrom('relying_party_trust').where('id', '=', id).execute();
    },
    async find(id) {
      const row = await database
        .selectFrom('relying_party_trust')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toTrust(row);
    },
    async findByIdentifier(tenantId, identifier) {
      const row = await byIdentifier.first({ tenantId, identifier });
      return row && toTrust(row);
    },
    async list(tenantId) {
      return (await ofTenant.all({ tenantId })).map(toTrust);
    },
  };
}

async function update(transaction: Sql, trust: RelyingPartyTrust): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('relying_party_trust')
    .set(toRow(trust))
    .where('id', '=', trust.id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw notFound('relying party trust');
  await transaction.deleteFrom('relying_party_identifier').where('trust_id', '=', trust.id).execute();
  await addIdentifiers(transaction, trust);
}

async function addIdentifiers(transaction: Sql, { id, tenantId, identifiers }: RelyingPartyTrust) {
  for (const identifier of new Set(identifiers)) {
    await transaction
      .insertInto('relying_party_identifier')
      .values({ tenant_id: tenantId, identifier, trust_id: id })
      .execute();
  }
}

function toRow(trust: RelyingPartyTrust): RelyingPartyTrustRow {
  return {
    id: trust.id,
    tenant_id: trust.tenantId,
    display_name: trust.displayName,
    state: trust.state,
    identifiers: JSON.stringify(trust.identifiers),
    assertion_consumer_services: JSON.stringify(trust.assertionConsumerServices),
    single_logout_services: JSON.stringify(trust.singleLogoutServices),
    ws_federation_urls: JSON.stringify(trust.wsFederationUrls),
    signing_certificates: JSON.stringify(
      trust.signingCertificates.map((certificate) => Buffer.from(certificate).toString('base64')),
    ),
    encryption_certificate: trust.encryptionCertificate ?? null,
    name_id_format: trust.nameIdFormat ?? null,
    unsigned_requests: trust.unsignedRequests,
    signed_parts: trust.signedParts,
    metadata_url: trust.metadataUrl ?? null,
    issuance_transform_rules: trust.issuanceTransformRules ?? null,
    issuance_authorization_rules: trust.issuanceAuthorizationRules ?? null,
    created_at: trust.createdAt,
  };
}

function toTrust(row: RelyingPartyTrustRow): RelyingPartyTrust {
  const column = (name: keyof RelyingPartyTrustRow): string => `relying_party_trust.${name}`;
  const [first, ...others] = parseList(row.identifiers, column('identifiers'), isString);
  if (first === undefined)
    throw new DirectoryError('corrupt', 'A relying party trust has no identifier; restore it.');
  return {
    id: row.id as RelyingPartyTrustId,
    tenantId: row.tenant_id as TenantId,
    displayName: row.display_name,
    state: parseWord(row.state, column('state'), ['enabled', 'disabled']),
    identifiers: [first, ...others],
    assertionConsumerServices: parseList(
      row.assertion_consumer_services,
      column('assertion_consumer_services'),
      isAssertionConsumerService,
    ),
    singleLogoutServices: parseList(
      row.single_logout_services,
      column('single_logout_services'),
      isSingleLogoutService,
    ),
    wsFederationUrls: parseList(row.ws_federation_urls, column('ws_federation_urls'), isString),
    signingCertificates: parseList(row.signing_certificates, column('signing_certificates'), isString).map(
      (base64) => new Uint8Array(Buffer.from(base64, 'base64')),
    ),
    encryptionCertificate: optionalBytes(row.encryption_certificate),
    nameIdFormat: row.name_id_format ?? undefined,
    unsignedRequests: parseWord(row.unsigned_requests, column('unsigned_requests'), ['accepted', 'refused']),
    signedParts: parseWord(row.signed_parts, column('signed_parts'), [
      'assertion',
      'message',
      'assertion-and-message',
    ]),
    metadataUrl: row.metadata_url ?? undefined,
    issuanceTransformRules: row.issuance_transform_rules ?? undefined,
    issuanceAuthorizationRules: row.issuance_authorization_rules ?? undefined,
    createdAt: row.created_at,
  };
}

function isAssertionConsumerService(value: unknown): value is AssertionConsumerService {
  if (!isRecord(value) || !isString(value['location'])) return false;
  return typeof value['index'] === 'number' && typeof value['isDefault'] === 'boolean';
}

function isSingleLogoutService(value: unknown): value is SingleLogoutService {
  if (!isRecord(value) || !isString(value['location'])) return false;
  const response = value['responseLocation'];
  if (response !== undefined && !isString(response)) return false;
  return value['binding'] === 'redirect' || value['binding'] === 'post';
}
