import type { Generated, Kysely } from 'kysely';

/**
 * The tables as Kysely sees them, the same on both databases: flags are 0 or 1, times are Unix seconds,
 * lists are JSON text, `…_key` holds the lower-cased form that is compared.
 */
export interface Schema {
  readonly signet_migration: { number: number; name: string; applied_at: number };
  readonly encryption_key_check: { name: string; sealed: Uint8Array };
  readonly tenant: TenantRow;
  readonly domain: DomainRow;
  readonly user: UserRow;
  readonly certificate_user_id: { tenant_id: string; value_sha256: string; user_id: string };
  readonly directory_group: GroupRow;
  readonly group_member: { group_id: string; user_id: string };
  readonly totp_secret: TotpSecretRow;
  readonly proxy_address: { tenant_id: string; address_key: string; user_id: string };
  readonly certificate_authority: CertificateAuthorityRow;
  readonly public_key_infrastructure: PublicKeyInfrastructureRow;
  readonly stored_crl: StoredCrlRow;
  readonly crl_chunk: CrlChunkRow;
  readonly crl_push: CrlPushRow;
  readonly ended_certificate: EndedCertificateRow;
  readonly lease: LeaseRow;
  readonly stored_crl_failure: StoredCrlFailureRow;
  readonly application: ApplicationRow;
  readonly identifier_uri: { tenant_id: string; uri: string; app_id: string };
  readonly permission_grant: PermissionGrantRow;
  readonly app_role_assignment: AppRoleAssignmentRow;
  readonly relying_party_trust: RelyingPartyTrustRow;
  readonly relying_party_identifier: { tenant_id: string; identifier: string; trust_id: string };
  readonly session_participant: SessionParticipantRow;
  readonly metadata_refresh: MetadataRefreshRow;
  readonly partner_session: PartnerSessionRow;
  readonly signing_key: SigningKeyRow;
  readonly installation_secret: { name: string; sealed: Uint8Array };
  readonly session: SessionRow;
  readonly grant: GrantRow;
  readonly refresh_token: RefreshTokenRow;
  readonly one_time_state: OneTimeStateRow;
  readonly replay: { kind: string; id: string; expires_at: number };
  readonly sign_in: SignInRow;
  readonly audit: AuditRow;
  readonly authentication_context: AuthenticationContextRow;
  readonly authentication_method_policy: { tenant_id: string; method: string; policy: string };
  readonly user_password: { user_id: string; hash: string; set_at: number };
  readonly password_attempt: { id: string; subject: string; at: number };
  readonly mail_folder: MailFolderRow;
  readonly mail_content: { id: string; user_id: string; raw: Uint8Array };
  readonly mail_message: MailMessageRow;
  readonly mail_tombstone: MailTombstoneRow;
  readonly mail_device: MailDeviceRow;
  readonly mail_sync_state: MailSyncStateRow;
}

export type Sql = Kysely<Schema>;

export interface TenantRow {
  id: string;
  display_name: string;
  created_at: number;
}

/** The federation columns are null together. */
export interface DomainRow {
  name: string;
  tenant_id: string;
  is_default: number;
  federation_id: string | null;
  federation_display_name: string | null;
  issuer_uri: string | null;
  passive_sign_in_uri: string | null;
  active_sign_in_uri: string | null;
  sign_out_uri: string | null;
  metadata_exchange_uri: string | null;
  signing_certificate: Uint8Array | null;
  next_signing_certificate: Uint8Array | null;
  prompt_login_behavior: string | null;
  preferred_authentication_protocol: string | null;
  signed_authentication_request: number | null;
  /** Words of `PARTNER_RELAXATIONS`, separated by spaces. */
  relaxations: string | null;
  federated_idp_mfa_behavior: string | null;
}

/** Lists are JSON; certificates in them base64. */
export interface RelyingPartyTrustRow {
  id: string;
  tenant_id: string;
  display_name: string;
  state: string;
  identifiers: string;
  assertion_consumer_services: string;
  single_logout_services: string;
  ws_federation_urls: string;
  signing_certificates: string;
  encryption_certificate: Uint8Array | null;
  name_id_format: string | null;
  unsigned_requests: string;
  signed_parts: string;
  metadata_url: string | null;
  issuance_transform_rules: string | null;
  issuance_authorization_rules: string | null;
  created_at: number;
}

export interface SessionParticipantRow {
  session_id: string;
  trust_id: string;
  session_index: string;
  name_id: string;
  name_id_format: string | null;
  sp_name_qualifier: string | null;
  expires_at: number;
}

export interface MetadataRefreshRow {
  subject: string;
  url: string;
  result: string | null;
  reason: string | null;
  last_run_at: number | null;
  next_run_at: number;
  etag: string | null;
  last_modified: string | null;
  signer: Uint8Array | null;
}

export interface PartnerSessionRow {
  session_id: string;
  user_id: string;
  domain: string;
  name_id: string;
  name_id_format: string | null;
  sp_name_qualifier: string | null;
  session_index: string | null;
  expires_at: number;
}

export interface UserRow {
  id: string;
  tenant_id: string;
  user_principal_name: string;
  user_principal_name_key: string;
  display_name: string;
  mail: string | null;
  proxy_addresses: string;
  immutable_id: string | null;
  certificate_user_ids: string;
  on_premises_user_principal_name: string | null;
  given_name: string | null;
  surname: string | null;
  account_enabled: number;
  roles: string;
  sts_refresh_tokens_valid_from: number | null;
  created_at: number;
}

export interface GroupRow {
  id: string;
  tenant_id: string;
  display_name: string;
  description: string | null;
  created_at: number;
}

export interface TotpSecretRow {
  user_id: string;
  sealed_secret: Uint8Array;
  created_at: number;
  /** Of the code that was taken last; no code of it or before is taken again. */
  last_used_step: number;
  attempts: number;
  attempts_since: number;
}

export interface CertificateAuthorityRow {
  id: string;
  tenant_id: string;
  certificate: Uint8Array;
  certificate_sha256: string;
  is_root_authority: number;
  crl_url: string | null;
  delta_crl_url: string | null;
  ocsp_url: string | null;
  /** Separated by spaces. */
  relaxations: string | null;
  issuer: string;
  issuer_ski: string;
  created_at: number;
  /** `classic` or `pki`: a certificate stands in each at most once. */
  store: string;
  public_key_infrastructure_id: string | null;
  display_name: string | null;
  is_issuer_hint_enabled: number;
  /** Null while it counts. */
  deleted_at: number | null;
}

export interface PublicKeyInfrastructureRow {
  id: string;
  tenant_id: string;
  display_name: string;
  status: string;
  status_details: string;
  created_at: number;
  last_modified_at: number;
  deleted_at: number | null;
}

export interface StoredCrlRow {
  certificate_authority_id: string;
  part: string;
  url: string;
  /** Of the chunks together, hex. */
  sha256: string;
  size_bytes: number;
  downloaded_at: number;
  etag: string | null;
  last_modified: string | null;
  /** When the server last said that this is still its list. */
  confirmed_at: number | null;
  this_update: number | null;
  /** Forty hexadecimal digits. */
  crl_number: string | null;
}

export interface CrlChunkRow {
  certificate_authority_id: string;
  part: string;
  sha256: string;
  number: number;
  bytes: Uint8Array;
}

export interface CrlPushRow {
  certificate_authority_id: string;
  part: string;
  seen_at: number;
  milliseconds: number;
  sessions: number;
  grants: number;
}

export interface EndedCertificateRow {
  certificate_authority_id: string;
  certificate_serial_number: string;
  /** Empty for all that came from the certificate. */
  amr: string;
  ended_at: number;
}

export interface LeaseRow {
  name: string;
  holder: string;
  expires_at: number;
}

export interface StoredCrlFailureRow {
  certificate_authority_id: string;
  part: string;
  url: string;
  failure: string;
  reason: string;
  failed_at: number;
}

export interface ApplicationRow {
  app_id: string;
  tenant_id: string;
  display_name: string;
  redirect_uris: string;
  secrets: string;
  identifier_uris: string;
  oauth2_permission_scopes: string;
  required_resource_access: string;
  frontchannel_logout_uri: string | null;
  created_at: number;
  key_credentials: string;
  app_roles: string;
  requires_multi_factor: number;
  enable_id_token_issuance: number;
  requested_access_token_version: number | null;
  access_token_signing_alg: string | null;
  optional_claims: string | null;
  group_membership_claims: string | null;
}

export interface AuthenticationContextRow {
  tenant_id: string;
  id: string;
  display_name: string;
  description: string;
  is_available: number;
}

export interface PermissionGrantRow {
  id: string;
  tenant_id: string;
  client_id: string;
  resource_id: string;
  /** A user's id, or AllPrincipals. */
  principal: string;
  scopes: string;
  created_at: number;
}

export interface AppRoleAssignmentRow {
  id: string;
  tenant_id: string;
  principal_id: string;
  resource_id: string;
  app_role_id: string;
  created_at: number;
}

export interface SigningKeyRow {
  id: string;
  use: string;
  sealed_private_key: Uint8Array;
  certificate: Uint8Array;
  not_before: number;
  not_after: number;
  created_at: number;
}

/** The certificate columns are null together. */
export interface AuthenticationColumns {
  auth_time: number;
  amr: string;
  certificate_issuer: string | null;
  certificate_serial_number: string | null;
  certificate_authority_id: string | null;
  /** Null where a partner named the certificate without showing it, too. */
  certificate_not_after: number | null;
}

export interface SessionRow extends AuthenticationColumns {
  id: string;
  tenant_id: string;
  user_id: string;
  created_at: number;
  expires_at: number;
  ended_at: number | null;
}

export interface GrantRow extends AuthenticationColumns {
  id: string;
  tenant_id: string;
  user_id: string;
  client_id: string;
  session_id: string;
  scopes: string;
  created_at: number;
  revoked_at: number | null;
  revoked_because: string | null;
}

export interface RefreshTokenRow {
  sha256: string;
  grant_id: string;
  issued_at: number;
  expires_at: number;
  rotated_at: number | null;
}

export interface OneTimeStateRow {
  kind: string;
  id: string;
  value: string;
  expires_at: number;
  consumed_at: number | null;
}

export interface SignInRow {
  /** In the order of insertion: many sign-ins share a second. */
  sequence: Generated<number>;
  id: string;
  created_at: number;
  tenant_id: string | null;
  user_id: string | null;
  user_principal_name: string | null;
  app_id: string | null;
  face: string;
  correlation_id: string | null;
  ip_address: string | null;
  user_agent: string | null;
  code: string;
  error_code: number;
  certificate_subject: string | null;
  certificate_issuer: string | null;
  certificate_serial_number: string | null;
  evidence: string;
}

export interface MailFolderRow {
  id: string;
  user_id: string;
  kind: string;
  display_name: string;
  modseq: number;
  size_bytes: number;
}

export interface MailFlagColumns {
  is_read: number;
  is_flagged: number;
  last_verb: string;
}

export interface MailMessageRow extends MailFlagColumns {
  id: string;
  user_id: string;
  folder_id: string;
  content_id: string;
  received_at: number;
  size_bytes: number;
  subject: string;
  from_text: string;
  to_text: string;
  date: number | null;
  preview: string;
  added_modseq: number;
  modseq: number;
}

/** `received_at` is null for what went before it was kept. */
export interface MailTombstoneRow {
  folder_id: string;
  message_id: string;
  received_at: number | null;
  added_modseq: number;
  modseq: number;
}

export interface MailDeviceRow {
  user_id: string;
  device_id: string;
  device_type: string;
  user_agent: string | null;
  protocol_version: string | null;
  temporary_policy_key: string | null;
  policy_key: string | null;
  policy_revision: string | null;
  certificate_issuer: string | null;
  certificate_serial_number: string | null;
  information: string;
  access: string;
  first_seen_at: number;
  last_seen_at: number;
}

/** The previous columns are null together. */
export interface MailSyncStateRow {
  user_id: string;
  device_id: string;
  collection: string;
  key: string;
  snapshot: string;
  previous_key: string | null;
  previous_snapshot: string | null;
}

export interface AuditRow {
  /** In the order of insertion. */
  sequence: Generated<number>;
  id: string;
  created_at: number;
  tenant_id: string;
  activity: string;
  category: string;
  operation_type: string;
  result: string;
  result_reason: string;
  correlation_id: string | null;
  actor_user_id: string;
  actor_user_principal_name: string;
  actor_display_name: string;
  actor_app_id: string;
  actor_app_display_name: string | null;
  actor_ip_address: string | null;
  target_type: string;
  target_id: string | null;
  target_display_name: string | null;
}
