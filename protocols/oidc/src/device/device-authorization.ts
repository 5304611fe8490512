import { mayUseDevices } from '@signet/identity';
import { DEVICE_CODE_SECONDS } from '@signet/tokens';
import type { OidcOptions } from '../options.ts';
import { resolveScopes } from '../scopes.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { authenticateClient } from '../token/client-authentication.ts';
import type { ClientForm } from '../token/client-endpoint.ts';
import { refuseRedemption } from '../token/refusal.ts';
import { tokenFormOfVersion1 } from '../version-1.ts';

/** RFC 8628 §3.2, with the names that Entra has beside it. */
export interface DeviceAuthorizationResponse {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  /** What clients from before the RFC read. */
  readonly verification_url: string;
  /** A text in version 1. */
  readonly expires_in: number | string;
  readonly interval: number | string;
  readonly message: string;
}

/** Where people type codes; the same for every tenant, because it has to be typed as well. */
export const DEVICE_PAGE = '/common/oauth2/deviceauth';

/**
 * The device authorization endpoint. There is no `verification_uri_complete`: a link that brings its code
 * along is what phishing needs (RFC 8628 §5.4).
 */
export async function authorizeDevice(
  asked: ClientForm,
  options: OidcOptions,
): Promise<DeviceAuthorizationResponse> {
  const { directory, origins, deviceCodes } = options;
  const { context, tenant, version } = asked;
  const form = version === 1 ? tokenFormOfVersion1(asked.form) : asked.form;
  const segment = await resolveTenantSegment(tenant, directory);
  const { client, clientProof } = await authenticateClient(
    { ...asked, form, segment },
    'device-code',
    options,
  );
  // As at Entra, where «Allow public client flows» is off unless somebody turned it on.
  if (clientProof === 'none' && !mayUseDevices(client)) {
    const detail = `${client.displayName} has no redirect URI of type publicClient, and so signs nobody in on devices.`;
    const why = { rule: 'RFC 8628 §5.4', detail };
    return refuseRedemption(
      'client-authentication-missing',
      'device-code',
      why,
      { ...asked, client },
      options,
    );
  }
  const scopes = await resolveScopes(form.get('scope') ?? '', client.tenantId, directory, origins.graph);
  const { deviceCode, userCode } = await deviceCodes.begin(
    {
      tenantId: client.tenantId,
      tenantSegment: segment.text,
      clientId: client.appId,
      applicationName: client.displayName,
      scopes: scopes.requested,
      remoteAddress: context.remoteAddress,
      correlationId: context.correlationId,
    },
    context.now,
  );
  const page = `${origins.login}${DEVICE_PAGE}`;
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_url: page,
    ...(version === 2
      ? { expires_in: DEVICE_CODE_SECONDS, interval: POLL_SECONDS }
      : { expires_in: String(DEVICE_CODE_SECONDS), interval: String(POLL_SECONDS) }),
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
  };
}

/** msal-js multiplies it, so it is always there. */
const POLL_SECONDS = 5;
