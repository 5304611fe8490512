import {
  type Browser,
  htmlResponse,
  openBrowser,
  type RequestContext,
  readBinding,
  readForm,
  refuseOnPage,
} from '@signet/http';
import { type Application, describeSignInCode, needsSecondFactor, type SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { DeviceRequest } from '@signet/tokens';
import { refuseLostInteraction } from '../authorize/error-pages.ts';
import { findTooOld } from '../authorize/freshness.ts';
import { beginSignIn, type WaitingRequest } from '../authorize/home-realm.ts';
import { askSecondFactor } from '../authorize/step-up.ts';
import { type SignedIn, takeSignedIn } from '../authorize/take-signed-in.ts';
import { askConsent, type ConsentQuestion } from '../consent/ask-consent.ts';
import { readConsent } from '../consent/granted-scopes.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { type RequestedScopes, resolveScopes } from '../scopes.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { DEVICE_PAGE } from './device-authorization.ts';
import { mayTypeCode } from './guess-limit.ts';
import { confirmDevicePage, deviceDeclinedPage, deviceDonePage, userCodePage } from './pages.ts';

/** A code that was found, before and after the person's answer. */
interface TypedCode {
  readonly userCode: string;
  readonly device: DeviceRequest;
}

/** One whose person signs in. */
interface WaitingDevice extends WaitingRequest, TypedCode {}

/** The first leg: the field for the code. */
export async function askUserCode(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  return showUserCodePage(openBrowser(request, context.now, options.random), options);
}

/** The second: what the code stands for, to be recognised. */
export async function acceptUserCode(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const form = await readForm(request);
  const browser = openBrowser(request, context.now, options.random);
  const { interactions, directory, deviceCodes } = options;
  const waits = await interactions.take<true>(AWAITING_USER_CODE, form.get('handle') ?? '', browser);
  if (!waits) return refuseLostInteraction('device-code', request, context, options);
  if (!(await mayTypeCode(browser.browser, context.remoteAddress, context.now, directory)))
    return refuse('device-code-guessed', undefined, request, context, options);
  const userCode = form.get('userCode') ?? '';
  const device = await deviceCodes.findByUserCode(userCode, context.now);
  if (!device) {
    // A guess leaves its row, though the page only asks again.
    await refuse('device-code-invalid', undefined, request, context, options);
    return showUserCodePage(browser, options, UNKNOWN_CODE);
  }
  const handle = await interactions.begin<TypedCode>(AWAITING_ANSWER, { userCode, device }, browser);
  return htmlResponse(confirmDevicePage(handle, device, context.remoteAddress), {
    headers: browser.setCookies,
  });
}

/**
 * The third: declined, or on to the sign-in. A session that stands is not used: without the certificate a
 * person who clicks through a stranger's code gives nothing away.
 */
export async function acceptAnswer(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const form = await readForm(request);
  const binding = readBinding(request, context.now);
  const handle = form.get('handle') ?? '';
  const typed = await options.interactions.take<TypedCode>(AWAITING_ANSWER, handle, binding);
  if (!typed) return refuseLostInteraction('device-code', request, context, options);
  const { userCode, device } = typed;
  if (form.get('answer') !== 'continue') {
    await options.deviceCodes.answer(userCode, 'declined', context.now);
    return htmlResponse(deviceDeclinedPage(device));
  }
  const waiting: WaitingDevice = {
    ...typed,
    // A partner's own session is not used either.
    prompt: ['login'],
    loginHint: undefined,
    domainHint: undefined,
  };
  const segment = await resolveTenantSegment(device.tenantSegment, options.directory);
  return beginSignIn(
    { waiting, resumePath: COMPLETE_PATH },
    { appId: device.clientId, displayName: device.applicationName },
    segment,
    request,
    context,
    options,
  );
}

/** The last: the person is signed in, the device may have its tokens. */
export async function completeDevice(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const taken = await takeSignedIn(request, context, options, (path) => path === COMPLETE_PATH);
  if (!taken) return refuseLostInteraction('device-code', request, context, options);
  const { signedIn, session } = taken;
  const { deviceCodes } = options;
  const waiting = JSON.parse(signedIn.payload) as WaitingDevice;
  const { userCode, device } = waiting;
  if (session.tenantId !== device.tenantId)
    return refuse('user-not-in-tenant', device, request, context, options);
  const tooOld = findTooOld(waiting, taken);
  if (tooOld) return refuse('sign-in-too-old', device, request, context, options, tooOld);
  if (signedIn.consent !== undefined && signedIn.consent !== 'given') {
    await deviceCodes.answer(userCode, 'declined', context.now);
    return htmlResponse(deviceDeclinedPage(device));
  }
  const { directory, origins } = options;
  const client = await directory.applications.find(device.clientId);
  if (!client) throw new OAuthError('application-unknown');
  const scopes = await resolveScopes(device.scopes.join(' '), client.tenantId, directory, origins.graph);
  const askers = [client, scopes.resource.application].filter((one) => one !== undefined);
  if (askers.some((one) => needsSecondFactor(one, session)))
    return askSecondFactor(signedIn, session, request, context, options);
  const question = await findConsentQuestion(client, scopes, taken, options);
  if (question) return askConsent(question, request, context, options);
  const { tenantId, userId, id: sessionId, authTime, amr, certificate } = session;
  const approval = { tenantId, userId, sessionId, authTime, amr, certificate };
  const isInTime = await deviceCodes.answer(userCode, approval, context.now);
  if (!isInTime) return refuse('device-code-expired', device, request, context, options);
  return htmlResponse(deviceDonePage(device));
}

/** The person behind a device is asked for consent as anybody; whoever accepted is not asked again. */
async function findConsentQuestion(
  client: Application,
  scopes: RequestedScopes,
  { signedIn, session }: SignedIn,
  { directory }: OidcOptions,
): Promise<ConsentQuestion | undefined> {
  const user = await directory.users.find(session.userId);
  if (!user) throw new OAuthError('application-unknown');
  const { missing } = await readConsent(scopes, client, user.id, directory);
  return missing.length === 0 ? undefined : { signedIn, client, user, scopes: missing, audience: 'person' };
}

async function showUserCodePage(
  browser: Browser,
  { interactions }: OidcOptions,
  error?: string,
): Promise<Response> {
  const handle = await interactions.begin<true>(AWAITING_USER_CODE, true, browser);
  const status = error === undefined ? 200 : 400;
  return htmlResponse(userCodePage(handle, error), { headers: browser.setCookies, status });
}

function refuse(
  code: SignInCode,
  device: DeviceRequest | undefined,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
  failed?: Check,
): Promise<Response> {
  const { sentence } = describeSignInCode(code);
  const object = device === undefined ? 'typed code' : `device of ${device.applicationName}`;
  const rule = code === 'device-code-guessed' ? 'RFC 8628 §5.1' : 'RFC 8628 §3.3';
  const check: Check = failed ?? { check: code, rule, object, result: 'fail', detail: sentence };
  const about = device === undefined ? {} : { tenantId: device.tenantId, appId: device.clientId };
  const refusal = { face: 'device-code', code, evidence: [check], ...about } as const;
  return refuseOnPage(refusal, request, context, options);
}

/** Where the sign-in of `acceptAnswer` leads back to: `completeDevice`. */
export const COMPLETE_PATH: string = `${DEVICE_PAGE}/complete`;

const AWAITING_USER_CODE = 'awaiting-user-code';
const AWAITING_ANSWER = 'awaiting-device-answer';
const UNKNOWN_CODE = 'No device waits with this code. Check the letters; a code is good for 15 minutes.';
