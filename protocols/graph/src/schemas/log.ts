import { z } from 'zod';
import { type Collection, collectionOf, named, TIME } from './named.ts';

export interface KeyValueJson {
  readonly key: string;
  readonly value: string;
}

/** signIn (Microsoft Graph); the last four are in beta only. */
export interface SignInJson {
  readonly id: string;
  readonly createdDateTime: string;
  readonly userDisplayName: string | null;
  readonly userPrincipalName: string | null;
  readonly userId: string | null;
  readonly appId: string | null;
  readonly appDisplayName: string | null;
  readonly ipAddress: string | null;
  readonly clientAppUsed: string;
  readonly userAgent: string | null;
  readonly correlationId: string | null;
  readonly conditionalAccessStatus: 'notApplied';
  readonly isInteractive: boolean;
  readonly homeTenantId: string | null;
  readonly resourceTenantId: string | null;
  readonly status: {
    readonly errorCode: number;
    readonly failureReason: string;
    readonly additionalDetails: string | null;
  };
  readonly authenticationProcessingDetails?: readonly KeyValueJson[] | undefined;
  readonly authenticationDetails?: readonly AuthenticationDetailJson[] | undefined;
  readonly signInEventTypes?: readonly string[] | undefined;
  /** Ours: the code, the certificate, the face and every check of the decision in order. */
  readonly signetEvidence?: SignetEvidenceJson | undefined;
}

export interface AuthenticationDetailJson {
  readonly authenticationMethod: string;
  readonly authenticationMethodDetail: string | null;
  readonly authenticationStepDateTime: string;
  readonly authenticationStepResultDetail: string;
  readonly succeeded: boolean;
}

export interface SignetEvidenceJson {
  readonly code: string;
  readonly face: string;
  readonly remedy: string | null;
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly serialNumber: string;
  } | null;
  readonly checks: readonly CheckJson[];
}

export interface CheckJson {
  readonly check: string;
  readonly rule: string;
  readonly object: string;
  readonly result: 'pass' | 'fail' | 'skipped';
  readonly detail: string;
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const TEXT = z.string().nullable();
const KEY_VALUE = z.object({ key: z.string(), value: z.string() });

const CHECK: z.ZodType<CheckJson> = named(
  'SignetCheck',
  z.object({
    check: z.string(),
    rule: z.string(),
    object: z.string(),
    result: z.enum(['pass', 'fail', 'skipped']),
    detail: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
);

export const SIGN_IN: z.ZodType<SignInJson> = named(
  'SignIn',
  z.object({
    id: z.string(),
    createdDateTime: TIME,
    userDisplayName: TEXT,
    userPrincipalName: TEXT,
    userId: TEXT,
    appId: TEXT,
    appDisplayName: TEXT,
    ipAddress: TEXT,
    clientAppUsed: z.string(),
    userAgent: TEXT,
    correlationId: TEXT,
    conditionalAccessStatus: z.literal('notApplied'),
    isInteractive: z.boolean(),
    homeTenantId: TEXT,
    resourceTenantId: TEXT,
    status: z.object({ errorCode: z.int(), failureReason: z.string(), additionalDetails: TEXT }),
    authenticationProcessingDetails: z.array(KEY_VALUE).readonly().optional(),
    authenticationDetails: z
      .array(
        z.object({
          authenticationMethod: z.string(),
          authenticationMethodDetail: TEXT,
          authenticationStepDateTime: TIME,
          authenticationStepResultDetail: z.string(),
          succeeded: z.boolean(),
        }),
      )
      .readonly()
      .optional(),
    signInEventTypes: z.array(z.string()).readonly().optional(),
    signetEvidence: z
      .object({
        code: z.string(),
        face: z.string(),
        remedy: TEXT,
        certificate: z
          .object({ subject: z.string(), issuer: z.string(), serialNumber: z.string() })
          .nullable(),
        checks: z.array(CHECK).readonly(),
      })
      .optional(),
  }),
);

export const SIGN_INS: z.ZodType<Collection<SignInJson>> = collectionOf('SignInCollection', SIGN_IN);

/** directoryAudit (Microsoft Graph). */
export interface DirectoryAuditJson {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activityDisplayName: string;
  readonly category: string;
  readonly loggedByService: string;
  readonly operationType: string;
  readonly correlationId: string | null;
  readonly result: 'success' | 'failure';
  readonly resultReason: string;
  readonly initiatedBy: {
    readonly user: {
      readonly id: string;
      readonly displayName: string | null;
      readonly userPrincipalName: string;
      readonly ipAddress: string | null;
    } | null;
    readonly app: { readonly appId: string; readonly displayName: string | null } | null;
  };
  readonly targetResources: readonly {
    readonly id: string | null;
    readonly displayName: string | null;
    readonly type: string;
  }[];
  readonly additionalDetails: readonly KeyValueJson[];
}

export const DIRECTORY_AUDIT: z.ZodType<DirectoryAuditJson> = named(
  'DirectoryAudit',
  z.object({
    id: z.string(),
    activityDateTime: TIME,
    activityDisplayName: z.string(),
    category: z.string(),
    loggedByService: z.string(),
    operationType: z.string(),
    correlationId: TEXT,
    result: z.enum(['success', 'failure']),
    resultReason: z.string(),
    initiatedBy: z.object({
      user: z
        .object({ id: z.string(), displayName: TEXT, userPrincipalName: z.string(), ipAddress: TEXT })
        .nullable(),
      app: z.object({ appId: z.string(), displayName: TEXT }).nullable(),
    }),
    targetResources: z.array(z.object({ id: TEXT, displayName: TEXT, type: z.string() })).readonly(),
    additionalDetails: z.array(KEY_VALUE).readonly(),
  }),
);

export const DIRECTORY_AUDITS: z.ZodType<Collection<DirectoryAuditJson>> = collectionOf(
  'DirectoryAuditCollection',
  DIRECTORY_AUDIT,
);
