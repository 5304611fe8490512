import {
  type Domain,
  type DomainRepository,
  FEDERATED_IDP_MFA_BEHAVIORS,
  type FederationConfiguration,
  PARTNER_RELAXATIONS,
  type PartnerRelaxation,
  type PromptLoginBehavior,
  type TenantId,
} from '@signet/identity';
import { flag, optionalBytes, parseWord, plainBytes } from './columns.ts';
import { notFound } from './conflicts.ts';
import type { DomainRow, Sql } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `DomainRepository` over one database, or over one transaction of it. */
export function createDomainRepository(database: Sql): DomainRepository {
  const domains = database.selectFrom('domain').selectAll();
  const byName = writtenOnce<{ name: string }, DomainRow>(database, (value) =>
    domains.where('name', '=', value('name')),
  );
  const byIssuerUri = writtenOnce<{ issuerUri: string }, DomainRow>(database, (value) =>
    domains.where('issuer_uri', '=', value('issuerUri')),
  );
  return {
    async add(domain) {
      await database.insertInto('domain').values(toRow(domain)).execute();
    },
    async update(domain) {
      const row = toRow(domain);
      const { numUpdatedRows } = await database
        .updateTable('domain')
        .set(row)
        .where('name', '=', row.name)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw notFound('domain');
    },
    async find(name) {
      const row = await byName.first({ name: name.toLowerCase() });
      return row && toDomain(row);
    },
    async findByIssuerUri(issuerUri) {
      const row = await byIssuerUri.first({ issuerUri });
      return row && toDomain(row);
    },
    async list(tenantId) {
      const rows = await database
        .selectFrom('domain')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .orderBy('name')
        .execute();
      return rows.map(toDomain);
    },
    async remove(name) {
      const { numDeletedRows } = await database
        .deleteFrom('domain')
        .where('name', '=', name.toLowerCase())
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function toRow({ name, tenantId, isDefault, federation }: Domain): DomainRow {
  return {
    name: name.toLowerCase(),
    tenant_id: tenantId,
    is_default: flag(isDefault),
    federation_id: federation?.id ?? null,
    federation_display_name: federation?.displayName ?? null,
    issuer_uri: federation?.issuerUri ?? null,
    passive_sign_in_uri: federation?.passiveSignInUri ?? null,
    active_sign_in_uri: federation?.activeSignInUri ?? null,
    sign_out_uri: federation?.signOutUri ?? null,
    metadata_exchange_uri: federation?.metadataExchangeUri ?? null,
    signing_certificate: federation?.signingCertificate ?? null,
    next_signing_certificate: federation?.nextSigningCertificate ?? null,
    prompt_login_behavior: federation?.promptLoginBehavior ?? null,
    preferred_authentication_protocol: federation?.preferredAuthenticationProtocol ?? null,
    signed_authentication_request: federation
      ? flag(federation.signedAuthenticationRequests === 'required')
      : null,
    relaxations: federation?.allow?.join(' ') ?? null,
    federated_idp_mfa_behavior: federation?.federatedIdpMfaBehavior ?? null,
  };
}

function toDomain(row: DomainRow): Domain {
  return {
    name: row.name,
    tenantId: row.tenant_id as TenantId,
    isDefault: row.is_default === 1,
    federation: toFederation(row),
  };
}

function toFederation(row: DomainRow): FederationConfiguration | undefined {
  if (row.federation_id === null || row.signing_certificate === null) return undefined;
  return {
    id: row.federation_id,
    displayName: row.federation_display_name ?? '',
    issuerUri: row.issuer_uri ?? '',
    passiveSignInUri: row.passive_sign_in_uri ?? '',
    activeSignInUri: row.active_sign_in_uri ?? undefined,
    signOutUri: row.sign_out_uri ?? undefined,
    metadataExchangeUri: row.metadata_exchange_uri ?? undefined,
    signingCertificate: plainBytes(row.signing_certificate),
    nextSigningCertificate: optionalBytes(row.next_signing_certificate),
    promptLoginBehavior: parseWord(
      row.prompt_login_behavior ?? '',
      'domain.prompt_login_behavior',
      PROMPT_LOGIN_BEHAVIORS,
    ),
    ...(row.preferred_authentication_protocol !== null && {
      preferredAuthenticationProtocol: parseWord(
        row.preferred_authentication_protocol,
        'domain.preferred_authentication_protocol',
        ['wsFed', 'saml'],
      ),
    }),
    ...(row.signed_authentication_request === 1 && { signedAuthenticationRequests: 'required' }),
    ...(row.federated_idp_mfa_behavior !== null && {
      federatedIdpMfaBehavior: parseWord(
        row.federated_idp_mfa_behavior,
        'domain.federated_idp_mfa_behavior',
        FEDERATED_IDP_MFA_BEHAVIORS,
      ),
    }),
    ...(row.relaxations !== null && { allow: readRelaxations(row.relaxations) }),
  };
}

// A word that this version does not know allows nothing.
function readRelaxations(text: string): readonly PartnerRelaxation[] {
  return PARTNER_RELAXATIONS.filter((relaxation) => text.split(' ').includes(relaxation));
}

const PROMPT_LOGIN_BEHAVIORS = [
  'translateToFreshPasswordAuthentication',
  'nativeSupport',
  'disabled',
] as const satisfies readonly PromptLoginBehavior[];
