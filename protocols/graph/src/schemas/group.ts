import { z } from 'zod';
import { type Collection, collectionOf, named, TIME } from './named.ts';
import { NAME } from './text.ts';

/** group of Microsoft Graph, as far as a policy needs one: security groups of users. */
export interface GroupJson {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly mailEnabled: boolean;
  readonly mailNickname: string | null;
  readonly securityEnabled: boolean;
  readonly groupTypes: readonly string[];
  readonly createdDateTime: string;
}

export interface NewGroup {
  readonly displayName: string;
  readonly description?: string | null | undefined;
  readonly mailEnabled?: false | undefined;
  readonly securityEnabled?: true | undefined;
}

/** The body of `…/members/$ref`. */
export interface MemberReference {
  readonly '@odata.id': string;
}

export const GROUP: z.ZodType<GroupJson> = named(
  'Group',
  z.object({
    id: z.string(),
    displayName: z.string(),
    description: z.string().nullable(),
    mailEnabled: z.boolean(),
    mailNickname: z.string().nullable(),
    securityEnabled: z.boolean(),
    groupTypes: z.array(z.string()).readonly(),
    createdDateTime: TIME,
  }),
);

export const GROUPS: z.ZodType<Collection<GroupJson>> = collectionOf('GroupCollection', GROUP);

export const NEW_GROUP: z.ZodType<NewGroup> = named(
  'NewGroup',
  z.strictObject({
    '@odata.type': z.string().optional(),
    displayName: NAME,
    description: z.string().max(1024).nullish(),
    // Clients of Graph have to send these; mail groups and dynamic ones are not kept here.
    mailEnabled: z.literal(false).optional(),
    mailNickname: z.string().max(64).nullish(),
    securityEnabled: z.literal(true).optional(),
    groupTypes: z.array(z.string()).max(0).optional(),
  }),
);

export const MEMBER_REFERENCE: z.ZodType<MemberReference> = named(
  'MemberReference',
  z.strictObject({ '@odata.id': z.string().max(2048) }),
);
