import type { MailDevice, User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { ActiveSyncOptions } from './options.ts';

/** What a request tells of its device. */
export type DeviceFacts = Pick<
  MailDevice,
  | 'deviceId'
  | 'deviceType'
  | 'userAgent'
  | 'protocolVersion'
  | 'certificateIssuer'
  | 'certificateSerialNumber'
>;

/** The device's record, made at its first request; `undefined` when the user has too many already. */
export async function meetDevice(
  { directory }: ActiveSyncOptions,
  user: User,
  facts: DeviceFacts,
  now: UnixSeconds,
): Promise<MailDevice | undefined> {
  const known = await directory.mailDevices.find(user.id, facts.deviceId);
  if (known && isFresh(known, facts, now)) return known;
  return directory.transaction(async ({ mailDevices }) => {
    const before = await mailDevices.find(user.id, facts.deviceId);
    if (!before && (await mailDevices.list(user.id)).length >= MAX_DEVICES) return undefined;
    const device: MailDevice = {
      ...(before ?? { ...NEW_DEVICE, userId: user.id, firstSeenAt: now }),
      ...facts,
      lastSeenAt: now,
    };
    await mailDevices.put(device);
    return device;
  });
}

/** Changes the record as it stands now, not as it stood when the request came. */
export async function updateDevice(
  { directory }: ActiveSyncOptions,
  { userId, deviceId }: MailDevice,
  change: (device: MailDevice) => MailDevice,
): Promise<void> {
  await directory.transaction(async ({ mailDevices }) => {
    const device = await mailDevices.find(userId, deviceId);
    if (device) await mailDevices.put(change(device));
  });
}

/** Whether nothing is worth a write: the time alone is kept to the hour. */
function isFresh(device: MailDevice, facts: DeviceFacts, now: UnixSeconds): boolean {
  return (
    device.deviceType === facts.deviceType &&
    device.userAgent === facts.userAgent &&
    device.protocolVersion === facts.protocolVersion &&
    device.certificateIssuer === facts.certificateIssuer &&
    device.certificateSerialNumber === facts.certificateSerialNumber &&
    now - device.lastSeenAt < SEEN_SECONDS
  );
}

const NEW_DEVICE = {
  temporaryPolicyKey: undefined,
  policyKey: undefined,
  policyRevision: undefined,
  information: {},
  access: 'allowed',
} as const;

const SEEN_SECONDS = 3600;
/** A person has a handful; each keeps sync states of every folder. */
export const MAX_DEVICES = 50;
