import type { Application } from '@signet/identity';
import { formatTime } from '@signet/pki';

/** What is printed of an application; of its secrets nothing that helps to guess one. */
export function appToJson(application: Application): Readonly<Record<string, unknown>> {
  const { appId, tenantId, displayName, redirectUris, identifierUris } = application;
  return {
    appId,
    tenantId,
    displayName,
    redirectUris,
    identifierUris,
    secrets: application.secrets.map(({ keyId, hint, endDate }) => ({
      keyId,
      hint,
      endDate: formatTime(endDate),
    })),
    certificates: application.keyCredentials.map((key) => ({
      keyId: key.keyId,
      displayName: key.displayName,
      sha1: key.sha1,
      sha256: key.sha256,
      startDate: formatTime(key.startDate),
      endDate: formatTime(key.endDate),
    })),
  };
}

export function formatApp(application: Application): string {
  const { appId, displayName, keyCredentials, redirectUris } = application;
  return [
    `${displayName}: ${appId}`,
    ...redirectUris.map(({ uri }) => `comes back to ${uri}`),
    ...keyCredentials.map(
      (key) => `certificate ${key.displayName} until ${formatTime(key.endDate)}, SHA-256 ${key.sha256}`,
    ),
  ].join('\n');
}
