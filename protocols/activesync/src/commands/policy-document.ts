import { createHash } from 'node:crypto';
import { element, encodeWbxml, Provision, type WbxmlElement } from '@signet/wbxml';
import type { DevicePolicy } from '../options.ts';

/**
 * A policy that demands nothing of the device but a passcode where the installation wants one (MS-ASPROV
 * §2.2.2.29). There is one all the same, for some clients stop where there is none.
 */
export function policyDocument({ requirePasscode }: DevicePolicy): WbxmlElement {
  const settings = [...(requirePasscode ? PASSCODE : NO_PASSCODE), ...SETTINGS];
  return element(
    Provision.EASProvisionDoc,
    settings.map(([tag, value]) => element(tag, value)),
  );
}

/** Names the document: another one, of a newer release or another configuration, has another name. */
export function policyRevision(policy: DevicePolicy): string {
  return createHash('sha256')
    .update(encodeWbxml(policyDocument(policy)))
    .digest('hex')
    .slice(0, 16);
}

const NO_PASSCODE = [[Provision.DevicePasswordEnabled, 0]] as const;

/** Six characters, asked for after five minutes. */
const PASSCODE = [
  [Provision.DevicePasswordEnabled, 1],
  [Provision.MinDevicePasswordLength, 6],
  [Provision.MaxInactivityTimeDeviceLock, 300],
] as const;

const SETTINGS = [
  [Provision.AlphanumericDevicePasswordRequired, 0],
  [Provision.PasswordRecoveryEnabled, 0],
  [Provision.RequireStorageCardEncryption, 0],
  [Provision.AttachmentsEnabled, 1],
  [Provision.AllowSimpleDevicePassword, 1],
  [Provision.AllowStorageCard, 1],
  [Provision.AllowCamera, 1],
  [Provision.RequireDeviceEncryption, 0],
  [Provision.AllowUnsignedApplications, 1],
  [Provision.AllowUnsignedInstallationPackages, 1],
  [Provision.AllowWiFi, 1],
  [Provision.AllowTextMessaging, 1],
  [Provision.AllowPOPIMAPEmail, 1],
  [Provision.AllowBluetooth, 2],
  [Provision.AllowIrDA, 1],
  [Provision.RequireManualSyncWhenRoaming, 0],
  [Provision.AllowDesktopSync, 1],
  [Provision.MaxCalendarAgeFilter, 0],
  [Provision.AllowHTMLEmail, 1],
  [Provision.MaxEmailAgeFilter, 0],
  [Provision.RequireSignedSMIMEMessages, 0],
  [Provision.RequireEncryptedSMIMEMessages, 0],
  [Provision.AllowSMIMESoftCerts, 1],
  [Provision.AllowBrowser, 1],
  [Provision.AllowConsumerEmail, 1],
  [Provision.AllowRemoteDesktop, 1],
  [Provision.AllowInternetSharing, 1],
] as const;
