import { element, Provision, type WbxmlElement } from '@signet/wbxml';

/**
 * A policy that demands nothing of the device: no passcode, nothing forbidden (MS-ASPROV §2.2.2.29). There is
 * one all the same, for some clients stop where there is none (activesync.md §6).
 */
export function policyDocument(): WbxmlElement {
  return element(
    Provision.EASProvisionDoc,
    SETTINGS.map(([tag, value]) => element(tag, value)),
  );
}

const SETTINGS = [
  [Provision.DevicePasswordEnabled, 0],
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
