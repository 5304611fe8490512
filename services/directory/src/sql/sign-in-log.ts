import type { SignInFace, SignInLogEntry, SignInLogRepository } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { Insertable, Selectable } from 'kysely';
import { isRecord, isString, parseList, parseWord } from './columns.ts';
import { parseCursor, rowsToFetch, sequenceOf, toPage } from './page.ts';
import type { SignInRow, Sql } from './schema.ts';
import { standIns, writtenOnce } from './written-once.ts';

/** `SignInLogRepository` over one database, or over one transaction of it. */
export function createSignInLogRepository(database: Sql): SignInLogRepository {
  const insert = writtenOnce<NewRow>(database, (value) =>
    database.insertInto('sign_in').values(standIns<NewRow>(COLUMNS, value)),
  );
  return {
    async add(entry) {
      await insert(toRow(entry));
    },
    async find(id) {
      const rows = database.selectFrom('sign_in').selectAll().where('id', '=', id);
      const row = await rows.orderBy('sequence', 'desc').executeTakeFirst();
      return row && toEntry(row);
    },
    async list({ tenantId, userId, correlationId, outcome }, page) {
      const cursor = parseCursor(page);
      let query = database.selectFrom('sign_in').selectAll();
      if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (correlationId !== undefined) query = query.where('correlation_id', '=', correlationId);
      if (outcome !== undefined) {
        query = query.where('code', outcome === 'success' ? '=' : '<>', 'success');
      }
      if (cursor !== undefined) query = query.where('sequence', '<', sequenceOf(cursor));
      const rows = await query.orderBy('sequence', 'desc').limit(rowsToFetch(page)).execute();
      return toPage(rows, page, toEntry, (row) => [row.sequence, row.id]);
    },
  };
}

type NewRow = Required<Omit<Insertable<SignInRow>, 'sequence'>>;

function toRow(entry: SignInLogEntry): NewRow {
  return {
    id: entry.id,
    created_at: entry.createdAt,
    tenant_id: entry.tenantId ?? null,
    user_id: entry.userId ?? null,
    user_principal_name: entry.userPrincipalName ?? null,
    app_id: entry.appId ?? null,
    face: entry.face,
    correlation_id: entry.correlationId ?? null,
    ip_address: entry.ipAddress ?? null,
    user_agent: entry.userAgent ?? null,
    code: entry.code,
    error_code: entry.errorCode,
    certificate_subject: entry.certificate?.subject ?? null,
    certificate_issuer: entry.certificate?.issuer ?? null,
    certificate_serial_number: entry.certificate?.serialNumber ?? null,
    evidence: JSON.stringify(entry.evidence),
  };
}

function toEntry(row: Selectable<SignInRow>): SignInLogEntry {
  return {
    id: row.id,
    createdAt: row.created_at,
    tenantId: row.tenant_id ?? undefined,
    userId: row.user_id ?? undefined,
    userPrincipalName: row.user_principal_name ?? undefined,
    appId: row.app_id ?? undefined,
    face: parseWord(row.face, 'sign_in.face', FACES),
    correlationId: row.correlation_id ?? undefined,
    ipAddress: row.ip_address ?? undefined,
    userAgent: row.user_agent ?? undefined,
    // Not checked against today's codes: a row written under a code that is gone stays readable.
    code: row.code as SignInLogEntry['code'],
    errorCode: row.error_code,
    certificate: toCertificate(row),
    evidence: parseList(row.evidence, 'sign_in.evidence', isCheck),
  };
}

function toCertificate(row: Selectable<SignInRow>): SignInLogEntry['certificate'] {
  const { certificate_subject: subject, certificate_issuer: issuer } = row;
  const serialNumber = row.certificate_serial_number;
  if (subject === null || issuer === null || serialNumber === null) return undefined;
  return { subject, issuer, serialNumber };
}

function isCheck(value: unknown): value is Check {
  if (!isRecord(value) || (value['facts'] !== undefined && !isRecord(value['facts']))) return false;
  if (!['pass', 'fail', 'skipped'].includes(String(value['result']))) return false;
  return ['check', 'rule', 'object', 'detail'].every((name) => isString(value[name]));
}

const COLUMNS = Object.keys({
  id: true,
  created_at: true,
  tenant_id: true,
  user_id: true,
  user_principal_name: true,
  app_id: true,
  face: true,
  correlation_id: true,
  ip_address: true,
  user_agent: true,
  code: true,
  error_code: true,
  certificate_subject: true,
  certificate_issuer: true,
  certificate_serial_number: true,
  evidence: true,
} satisfies Record<keyof NewRow, true>) as readonly (keyof NewRow)[];

const FACES = Object.keys({
  'federation-server': true,
  'federated-assertion': true,
  'managed-certificate': true,
  'second-factor': true,
  'authorize-request': true,
  session: true,
  'authorization-code': true,
  'device-code': true,
  'client-credentials': true,
  'on-behalf-of': true,
  introspection: true,
  revocation: true,
  'refresh-token': true,
  'ws-trust': true,
  'assertion-grant': true,
  'password-grant': true,
  activesync: true,
} satisfies Record<SignInFace, true>) as readonly SignInFace[];
