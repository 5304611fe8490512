import type { Migration } from './migration.ts';

/** Relying parties of the federation server, who has to be told of a sign-out, and domains that speak SAML. */
export const relyingPartyTrusts: Migration = {
  number: 12,
  name: 'relying-party-trusts',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `create table relying_party_trust (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      display_name ${text} not null,
      state ${text} not null,
      identifiers ${text} not null,
      assertion_consumer_services ${text} not null,
      single_logout_services ${text} not null,
      ws_federation_urls ${text} not null,
      signing_certificates ${text} not null,
      encryption_certificate ${bytes},
      name_id_format ${text},
      unsigned_requests ${text} not null,
      signed_parts ${text} not null,
      metadata_url ${text},
      created_at ${integer} not null
    )${tableOptions}`,
    'create index relying_party_trust_of_tenant on relying_party_trust (tenant_id, display_name)',

    `create table relying_party_identifier (
      tenant_id ${text} not null,
      identifier ${text} not null,
      trust_id ${text} not null references relying_party_trust (id) on delete cascade
    )${tableOptions}`,
    `create unique index relying_party_identifier__tenant_id__identifier
      on relying_party_identifier (tenant_id, identifier)`,
    'create index relying_party_identifier_of_trust on relying_party_identifier (trust_id)',

    `create table session_participant (
      session_id ${text} not null,
      trust_id ${text} not null references relying_party_trust (id) on delete cascade,
      session_index ${text} not null,
      name_id ${text} not null,
      name_id_format ${text},
      sp_name_qualifier ${text},
      expires_at ${integer} not null,
      primary key (session_id, trust_id, session_index)
    )${tableOptions}`,
    'create index session_participant_of_trust on session_participant (trust_id)',
    'create index session_participant_expiry on session_participant (expires_at)',

    `alter table domain add column preferred_authentication_protocol ${text}`,
    `alter table domain add column signed_authentication_request ${integer}`,
  ],
};
