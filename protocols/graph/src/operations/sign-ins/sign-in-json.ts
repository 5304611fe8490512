import {
  type Application,
  findRemedy,
  findSignInCodeText,
  type SignInFace,
  type SignInLogEntry,
  type User,
} from '@signet/identity';
import { type Check, formatTime } from '@signet/pki';
import type { ApiVersion } from '../../operation.ts';
import type { KeyValueJson, SignInJson } from '../../schemas/log.ts';

/** What the log's ids stand for. */
export interface SignInNames {
  readonly user: User | undefined;
  readonly application: Application | undefined;
}

export function signInJson(
  entry: SignInLogEntry,
  { user, application }: SignInNames,
  version: ApiVersion,
): SignInJson {
  const text = findSignInCodeText(entry.code);
  const remedy = findRemedy(entry.code, entry.evidence);
  return {
    id: entry.id,
    createdDateTime: formatTime(entry.createdAt),
    userDisplayName: user?.displayName ?? null,
    userPrincipalName: entry.userPrincipalName ?? user?.userPrincipalName ?? null,
    userId: entry.userId ?? null,
    appId: entry.appId ?? null,
    appDisplayName: application?.displayName ?? null,
    ipAddress: entry.ipAddress ?? null,
    clientAppUsed: clientAppOf(entry.face),
    userAgent: entry.userAgent ?? null,
    correlationId: entry.correlationId ?? null,
    conditionalAccessStatus: 'notApplied',
    isInteractive: INTERACTIVE.has(entry.face),
    homeTenantId: entry.tenantId ?? null,
    resourceTenantId: entry.tenantId ?? null,
    status: {
      errorCode: entry.errorCode,
      failureReason: text?.sentence ?? 'Other.',
      additionalDetails: remedy ?? null,
    },
    ...(version === 'beta' && betaProperties(entry, remedy)),
  };
}

function betaProperties(entry: SignInLogEntry, remedy: string | undefined): Partial<SignInJson> {
  const isInteractive = INTERACTIVE.has(entry.face);
  return {
    authenticationProcessingDetails: processingDetails(entry),
    authenticationDetails: [
      {
        authenticationMethod: 'X.509 Certificate',
        authenticationMethodDetail: entry.certificate?.subject ?? null,
        authenticationStepDateTime: formatTime(entry.createdAt),
        authenticationStepResultDetail: entry.code,
        succeeded: entry.code === 'success',
      },
    ],
    signInEventTypes: [isInteractive ? 'interactiveUser' : 'nonInteractiveUser'],
    signetEvidence: {
      code: entry.code,
      face: entry.face,
      remedy: remedy ?? null,
      certificate: entry.certificate ?? null,
      checks: entry.evidence,
    },
  };
}

/** Sign-in log of Entra CBA: what of the certificate was used, as keys and texts. */
function processingDetails({ certificate, evidence }: SignInLogEntry): readonly KeyValueJson[] {
  const passed = (name: string): Check | undefined =>
    evidence.find(({ check, result }) => check === name && result === 'pass');
  const binding = passed('user-binding');
  const strength = passed('authentication-strength');
  const scope = passed('certificate-authority-scope');
  const store = passed('trust-store');
  return [
    ...(certificate === undefined
      ? []
      : [
          { key: 'User certificate subject name', value: certificate.subject },
          { key: 'User certificate issuer name', value: certificate.issuer },
          { key: 'User certificate serial number', value: certificate.serialNumber },
        ]),
    ...(binding === undefined ? [] : [{ key: 'User certificate binding', value: binding.detail }]),
    ...factOf(strength, 'level', 'User certificate authentication level'),
    ...factOf(strength, 'type', 'User certificate authentication level type'),
    ...factOf(strength, 'identifier', 'User certificate authentication level identifier'),
    ...factOf(store, 'isLegacyStoreUsed', 'Is Legacy Store Used'),
    ...(store === undefined ? [] : [{ key: 'Legacy Store Use Information', value: store.detail }]),
    ...factOf(scope, 'subjectKeyIdentifier', 'Certificate authority subject key identifier'),
  ];
}

function factOf(check: Check | undefined, fact: string, key: string): readonly KeyValueJson[] {
  const value = check?.facts?.[fact];
  return value === undefined || value === '' ? [] : [{ key, value: String(value) }];
}

function clientAppOf(face: SignInFace): string {
  if (face === 'activesync') return 'Exchange ActiveSync';
  return INTERACTIVE.has(face) ? 'Browser' : 'Mobile Apps and Desktop clients';
}

const INTERACTIVE: ReadonlySet<SignInFace> = new Set<SignInFace>([
  'federation-server',
  'federated-assertion',
  'managed-certificate',
  'second-factor',
  'authorize-request',
]);
