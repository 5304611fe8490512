import type { SignInCode } from '@signet/identity';
import type { DeviceRequest } from '@signet/tokens';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { tenantMatches } from '../tenant-segment.ts';
import { tokensOfCode } from './code-tokens.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * RFC 8628 §3.4–3.5. While nobody has answered, always `authorization_pending` and never `slow_down`, however
 * often a client asks: msal-js gives up on anything else.
 */
export async function redeemDeviceCode(request: GrantRequest, options: OidcOptions): Promise<TokenResponse> {
  const { form, context } = request;
  // Old clients call it `code`; MSAL for Python sends both.
  const deviceCode = form.get('device_code') ?? form.get('code');
  if (deviceCode === undefined) throw new OAuthError('parameter-missing', '«device_code».');
  const device = await findDevice(deviceCode, request, options);
  const fail = (code: SignInCode, rule: string, detail: string): Promise<never> =>
    refuse(code, device, { rule, detail }, request, options);
  const taken = await options.deviceCodes.takeAnswer(deviceCode, context.now);
  if (!taken) {
    if (device.expiresAt > context.now) throw new OAuthError('authorization-pending');
    return fail('device-code-expired', 'RFC 8628 §3.5', 'Nobody answered within the lifetime of the code.');
  }
  const { outcome, answer } = taken;
  if (answer === 'declined') {
    return fail('device-code-declined', 'RFC 8628 §3.5', 'The person who typed the code declined.');
  }
  if (outcome === 'again') await options.grants.revokeForCodeReuse(answer, context.now);
  const tokens = outcome === 'first' && (await tokensOfCode(answer, 'device-code', request, options));
  if (tokens) return tokens;
  const detail = 'The device code came back after its first use; the tokens of that use are revoked.';
  return fail('authorization-code-reused', 'RFC 8628 §5.2', detail);
}

/** A device code is worth something only to the client and the tenant that it was made for. */
async function findDevice(
  deviceCode: string,
  request: GrantRequest,
  options: OidcOptions,
): Promise<DeviceRequest> {
  const { client, context, segment } = request;
  const device = await options.deviceCodes.find(deviceCode, context.now);
  if (!device || device.clientId !== client.appId) {
    const detail = 'The device code is unknown, or was issued to another application.';
    return refuse('device-code-invalid', undefined, { rule: 'RFC 8628 §3.4', detail }, request, options);
  }
  if (!tenantMatches(segment, device.tenantId)) {
    const detail = 'The device code was issued by another tenant.';
    return refuse('token-of-other-tenant', device, { rule: 'RFC 8628 §3.4', detail }, request, options);
  }
  return device;
}

function refuse(
  code: SignInCode,
  device: DeviceRequest | undefined,
  why: { readonly rule: string; readonly detail: string },
  request: GrantRequest,
  options: OidcOptions,
): Promise<never> {
  const about = device === undefined ? {} : { tenantId: device.tenantId };
  return refuseRedemption(code, 'device-code', { ...about, ...why }, request, options);
}
