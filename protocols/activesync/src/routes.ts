import type { Handler, RequestContext, Routes } from '@signet/http';
import type { MailDevice } from '@signet/identity';
import { type WbxmlElement, WbxmlError } from '@signet/wbxml';
import { ActiveSyncError, statusOf } from './activesync-error.ts';
import { type Admission, createAdmission } from './admission.ts';
import { documentAnswer, optionsAnswer, textAnswer, versionHeaders } from './answers.ts';
import { COMMON_STATUS, type Command, statusAnswer } from './command.ts';
import { type CommandQuery, parseCommandQuery } from './command-query.ts';
import { findCommand } from './commands/commands.ts';
import { policyRevision } from './commands/policy-document.ts';
import { meetDevice } from './device.ts';
import { HeldRequests } from './held-requests.ts';
import type { ActiveSyncOptions } from './options.ts';
import { chooseVersion } from './protocol-version.ts';
import { MAX_BODY_BYTES, readDocument } from './request-body.ts';

/**
 * The mail door, on the listener that asks for certificates. Who it is says the TLS client certificate at every
 * request, through the one decision; the query's `User` and any `Authorization` mean nothing here.
 */
export function activesyncRoutes(options: ActiveSyncOptions): Routes {
  const door: Door = { options, admission: createAdmission(options), held: new HeldRequests() };
  const route = { listener: 'certificate', pattern: '/Microsoft-Server-ActiveSync' } as const;
  return [
    {
      ...route,
      method: 'OPTIONS',
      handler: refusing((request, context) => describeServer(door, request, context)),
    },
    {
      ...route,
      method: 'POST',
      maxBodyBytes: MAX_BODY_BYTES,
      handler: refusing((request, context) => answerCommand(door, request, context)),
    },
  ];
}

interface Door {
  readonly options: ActiveSyncOptions;
  readonly admission: Admission;
  readonly held: HeldRequests;
}

function refusing(handler: Handler): Handler {
  return async (...request) => {
    try {
      return await handler(...request);
    } catch (error) {
      if (!(error instanceof ActiveSyncError)) throw error;
      return textAnswer(statusOf(error), error.message);
    }
  };
}

async function describeServer(door: Door, request: Request, context: RequestContext): Promise<Response> {
  await door.admission.admit(request, context, 'options');
  return optionsAnswer();
}

async function answerCommand(door: Door, request: Request, context: RequestContext): Promise<Response> {
  const { options, admission, held } = door;
  const query = tryParse(new URL(request.url).search);
  const { user, certificate } = await admission.admit(
    request,
    context,
    'deviceId' in query ? query.deviceId : '',
  );
  // A stranger learns of the certificate first, and of nothing else.
  if (query instanceof ActiveSyncError) throw query;
  const command = findCommand(query.command);
  if (!command) return textAnswer(501, 'This server does not have the command.');
  const protocolVersion = chooseVersion(request.headers.get('ms-asprotocolversion'), query.protocolVersion);
  const userAgent = request.headers.get('user-agent')?.slice(0, 256);
  const facts = {
    deviceId: query.deviceId,
    deviceType: query.deviceType,
    userAgent,
    protocolVersion,
    certificateIssuer: certificate?.issuer,
    certificateSerialNumber: certificate?.serialNumber,
  };
  const device = await meetDevice(options, user, facts, context.now);
  if (!device) return documentAnswer(statusAnswer(command, COMMON_STATUS.tooManyDevices));
  if (device.access === 'blocked') throw new ActiveSyncError('device-blocked', 'This device is blocked.');
  const missingPolicy = judgePolicyKey(
    command,
    device,
    policyRevision(options.policy),
    request.headers.get('x-ms-policykey') ?? query.policyKey,
  );
  // Both forms at once: some clients that claim 14.1 understand the HTTP status alone.
  if (missingPolicy !== undefined) return documentAnswer(statusAnswer(command, missingPolicy), 449);

  const body = await tryDocument(request);
  if (body === 'malformed') return documentAnswer(statusAnswer(command, COMMON_STATUS.invalidWbxml));
  if (body && body.tag !== command.root) {
    return documentAnswer(statusAnswer(command, COMMON_STATUS.invalidContent));
  }
  const answer = documentAnswer(
    await command.run({
      options,
      user,
      device,
      protocolVersion,
      now: context.now,
      body,
      gone: request.signal,
      held,
      recheck: () => admission.readmit(request, context),
    }),
  );
  if (query.command.toLowerCase() === 'foldersync') {
    for (const [name, value] of Object.entries(versionHeaders())) answer.headers.set(name, value);
  }
  return answer;
}

function tryParse(search: string): CommandQuery | ActiveSyncError {
  try {
    return parseCommandQuery(search);
  } catch (error) {
    if (error instanceof ActiveSyncError) return error;
    throw error;
  }
}

async function tryDocument(request: Request): Promise<WbxmlElement | undefined | 'malformed'> {
  try {
    return await readDocument(request);
  } catch (error) {
    if (error instanceof WbxmlError) return 'malformed';
    throw error;
  }
}

/** The status that sends a device to Provision; `undefined` when it may go on (MS-ASPROV §3.1.5.1). */
function judgePolicyKey(
  command: Command,
  device: MailDevice,
  revision: string,
  key: string | undefined,
): number | undefined {
  if (command.isPolicyExempt) return undefined;
  if (key === undefined || key.trim() === '' || key.trim() === '0') return COMMON_STATUS.notProvisioned;
  if (key.trim() !== device.policyKey) return COMMON_STATUS.invalidPolicyKey;
  return device.policyRevision === revision ? undefined : COMMON_STATUS.policyRefresh;
}
