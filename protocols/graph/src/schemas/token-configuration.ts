import { GROUP_MEMBERSHIP_CLAIMS, type GroupMembershipClaims } from '@signet/identity';
import { z } from 'zod';
import { named } from './named.ts';

/** optionalClaims of Microsoft Graph's application. */
export interface OptionalClaimsJson {
  readonly idToken: readonly OptionalClaimJson[];
  readonly accessToken: readonly OptionalClaimJson[];
  readonly saml2Token: readonly OptionalClaimJson[];
}

export interface OptionalClaimJson {
  readonly name: string;
  readonly source: null;
  readonly essential: boolean;
  readonly additionalProperties: readonly string[];
}

const CLAIMS = z
  .array(
    z.object({
      name: z.string(),
      source: z.null(),
      essential: z.boolean(),
      additionalProperties: z.array(z.string()).readonly(),
    }),
  )
  .readonly();

export const OPTIONAL_CLAIMS: z.ZodType<OptionalClaimsJson> = named(
  'OptionalClaims',
  z.object({ idToken: CLAIMS, accessToken: CLAIMS, saml2Token: CLAIMS }),
);

export const GROUP_CLAIMS: z.ZodType<GroupMembershipClaims> = z.enum(GROUP_MEMBERSHIP_CLAIMS);

/** Checked further by core, which reads them from files, too. */
export type OptionalClaimsInput = Readonly<Record<string, unknown>>;

const CLAIMS_INPUT = z
  .array(
    z.strictObject({
      '@odata.type': z.string().optional(),
      name: z.string(),
      source: z.string().nullish(),
      essential: z.boolean().optional(),
      additionalProperties: z.array(z.string()).readonly().optional(),
    }),
  )
  .readonly()
  .nullish();

export const OPTIONAL_CLAIMS_INPUT: z.ZodType<OptionalClaimsInput> = z.strictObject({
  '@odata.type': z.string().optional(),
  idToken: CLAIMS_INPUT,
  accessToken: CLAIMS_INPUT,
  // Clients send the empty list that they read: assertions have rules of their own here.
  saml2Token: z.array(z.string()).max(0).nullish(),
});
