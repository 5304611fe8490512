import {
  DirectoryError,
  type MailDevice,
  type MailDeviceRepository,
  type SyncStates,
  type UserId,
} from '@signet/identity';
import type { SerialNumber } from '@signet/pki';
import { isRecord, isString, parseWord } from './columns.ts';
import type { MailDeviceRow, MailSyncStateRow, Sql } from './schema.ts';

/** `MailDeviceRepository` over one database, or over one transaction of it. */
export function createMailDeviceRepository(database: Sql): MailDeviceRepository {
  return { ...deviceMethods(database), ...syncStateMethods(database) };
}

function deviceMethods(database: Sql): Pick<MailDeviceRepository, 'put' | 'find' | 'list' | 'remove'> {
  const devicesOf = (userId: UserId) =>
    database.selectFrom('mail_device').selectAll().where('user_id', '=', userId);
  return {
    async put(device) {
      const { user_id, device_id, ...values } = toRow(device);
      await database
        .insertInto('mail_device')
        .values({ user_id, device_id, ...values })
        .onConflict((conflict) => conflict.columns(['user_id', 'device_id']).doUpdateSet(values))
        .execute();
    },
    async find(userId, deviceId) {
      const row = await devicesOf(userId).where('device_id', '=', deviceId).executeTakeFirst();
      return row && toDevice(row);
    },
    async list(userId) {
      return (await devicesOf(userId).orderBy('device_id').execute()).map(toDevice);
    },
    async remove(userId, deviceId) {
      await database
        .deleteFrom('mail_device')
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .execute();
    },
  };
}

function syncStateMethods(
  database: Sql,
): Pick<MailDeviceRepository, 'findSyncStates' | 'replaceSyncStates' | 'removeSyncStates'> {
  return {
    async findSyncStates(userId, deviceId, collection) {
      const row = await database
        .selectFrom('mail_sync_state')
        .selectAll()
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .where('collection', '=', collection)
        .executeTakeFirst();
      return row && toSyncStates(row);
    },
    async replaceSyncStates(userId, deviceId, collection, expectedKey, states) {
      const place = { user_id: userId, device_id: deviceId, collection };
      if (expectedKey === undefined) {
        const { numInsertedOrUpdatedRows } = await database
          .insertInto('mail_sync_state')
          .values({ ...place, ...toSyncStateColumns(states) })
          .onConflict((conflict) => conflict.columns(['user_id', 'device_id', 'collection']).doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }
      // One statement decides which of several callers goes on from the expected key.
      const { numUpdatedRows } = await database
        .updateTable('mail_sync_state')
        .set(toSyncStateColumns(states))
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .where('collection', '=', collection)
        .where('key', '=', expectedKey)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async removeSyncStates(userId, deviceId, collection) {
      const ofDevice = database
        .deleteFrom('mail_sync_state')
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId);
      await (collection === undefined ? ofDevice : ofDevice.where('collection', '=', collection)).execute();
    },
  };
}

function toSyncStateColumns({
  current,
  previous,
}: SyncStates): Pick<MailSyncStateRow, 'key' | 'snapshot' | 'previous_key' | 'previous_snapshot'> {
  return {
    key: current.key,
    snapshot: current.snapshot,
    previous_key: previous?.key ?? null,
    previous_snapshot: previous?.snapshot ?? null,
  };
}

function toSyncStates(row: MailSyncStateRow): SyncStates {
  const { key, snapshot, previous_key, previous_snapshot } = row;
  const hasPrevious = previous_key !== null && previous_snapshot !== null;
  return {
    current: { key, snapshot },
    previous: hasPrevious ? { key: previous_key, snapshot: previous_snapshot } : undefined,
  };
}

function toRow(device: MailDevice): MailDeviceRow {
  return {
    user_id: device.userId,
    device_id: device.deviceId,
    device_type: device.deviceType,
    user_agent: device.userAgent ?? null,
    protocol_version: device.protocolVersion ?? null,
    temporary_policy_key: device.temporaryPolicyKey ?? null,
    policy_key: device.policyKey ?? null,
    policy_revision: device.policyRevision ?? null,
    certificate_issuer: device.certificateIssuer ?? null,
    certificate_serial_number: device.certificateSerialNumber ?? null,
    information: JSON.stringify(device.information),
    access: device.access,
    first_seen_at: device.firstSeenAt,
    last_seen_at: device.lastSeenAt,
  };
}

function toDevice(row: MailDeviceRow): MailDevice {
  return {
    userId: row.user_id as UserId,
    deviceId: row.device_id,
    deviceType: row.device_type,
    userAgent: row.user_agent ?? undefined,
    protocolVersion: row.protocol_version ?? undefined,
    temporaryPolicyKey: row.temporary_policy_key ?? undefined,
    policyKey: row.policy_key ?? undefined,
    policyRevision: row.policy_revision ?? undefined,
    certificateIssuer: row.certificate_issuer ?? undefined,
    certificateSerialNumber: (row.certificate_serial_number ?? undefined) as SerialNumber | undefined,
    information: parseInformation(row.information),
    access: parseWord(row.access, 'mail_device.access', ['allowed', 'blocked']),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
  };
}

function parseInformation(text: string): MailDevice['information'] {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && Object.values(value).every(isString)) return value as MailDevice['information'];
  } catch {
    // Told below, as any other value that is not ours.
  }
  throw new DirectoryError(
    'corrupt',
    'The column mail_device.information holds something else than texts; restore it.',
  );
}
