import { z } from 'zod';
import { named } from './named.ts';

export interface MemberObjectsRequest {
  readonly securityEnabledOnly?: boolean | undefined;
}

export const MEMBER_OBJECTS_REQUEST: z.ZodType<MemberObjectsRequest> = named(
  'MemberObjectsRequest',
  z.strictObject({ securityEnabledOnly: z.boolean().optional() }),
);

/** What an action answers that promises texts. */
export const TEXTS: z.ZodType = named(
  'StringCollection',
  z.object({ '@odata.context': z.string(), value: z.array(z.string()) }),
);
