import { type Application, type ClientSecret, isPublicClient } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { timeOrNull } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

/** What is printed of an application; of its secrets nothing that helps to guess one. */
export function appToJson(application: Application): Readonly<Record<string, unknown>> {
  const { appId, tenantId, displayName, redirectUris, identifierUris, appRoles } = application;
  return {
    appId,
    tenantId,
    displayName,
    redirectUris,
    identifierUris,
    appRoles,
    scopes: application.oauth2PermissionScopes,
    requiredResourceAccess: application.requiredResourceAccess,
    frontchannelLogoutUri: application.frontchannelLogoutUri ?? null,
    requiresMultiFactor: application.requiresMultiFactor === true,
    enableIdTokenIssuance: application.enableIdTokenIssuance === true,
    secrets: application.secrets.map(secretToJson),
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

export function secretToJson(secret: ClientSecret): Readonly<Record<string, unknown>> {
  const { keyId, displayName, hint, startDate, endDate } = secret;
  return {
    keyId,
    displayName: displayName ?? null,
    hint,
    startDate: timeOrNull(startDate),
    endDate: formatTime(endDate),
  };
}

export function formatApp(application: Application): string {
  const { appId, displayName, keyCredentials, redirectUris } = application;
  return [
    `${withoutControls(displayName)}: ${appId}`,
    ...redirectUris.map(({ uri }) => `comes back to ${uri}`),
    ...keyCredentials.map(
      (key) => `certificate ${key.displayName} until ${formatTime(key.endDate)}, SHA-256 ${key.sha256}`,
    ),
  ].join('\n');
}

/** All of it, a line for each thing that it has. */
export function formatWholeApp(application: Application): string {
  const { redirectUris, identifierUris, appRoles, oauth2PermissionScopes, secrets } = application;
  const kind = isPublicClient(application) ? 'public client' : 'confidential client';
  const facts: [string, string][] = [
    ['kind', application.requiresMultiFactor ? `${kind}, asks for two factors` : kind],
    ...redirectUris.map(({ type, uri }): [string, string] => ['redirect URI', `${uri} (${type})`]),
    ...(application.enableIdTokenIssuance
      ? [['ID tokens', 'from the authorize endpoint too (implicit and hybrid flows)'] as [string, string]]
      : []),
    ...identifierUris.map((uri): [string, string] => ['identifier URI', uri]),
    ...oauth2PermissionScopes.map(({ value, type, isEnabled }): [string, string] => [
      'scope',
      `${value} (${type === 'Admin' ? 'an administrator consents' : 'people consent'}${isEnabled ? '' : ', disabled'})`,
    ]),
    ...appRoles.map(({ value, allowedMemberTypes, isEnabled }): [string, string] => [
      'app role',
      `${value} (${allowedMemberTypes.join(', ')}${isEnabled ? '' : ', disabled'})`,
    ]),
    ...secrets.map(({ keyId, hint, endDate }): [string, string] => [
      'secret',
      `${keyId}, begins with ${hint}, until ${formatTime(endDate)}`,
    ]),
    ...application.requiredResourceAccess.map(({ resourceAppId, scopes }): [string, string] => [
      'requires',
      `${scopes.join(' ')} of ${resourceAppId}`,
    ]),
  ];
  return `${formatApp(application)}\n${formatFacts(facts)}`;
}
