import { z } from 'zod';
import { type Collection, collectionOf, named, TIME } from './named.ts';

export interface OrganizationJson {
  readonly id: string;
  readonly displayName: string;
  readonly createdDateTime: string;
  readonly verifiedDomains: readonly VerifiedDomainJson[];
}

export interface VerifiedDomainJson {
  readonly name: string;
  readonly type: 'Managed' | 'Federated';
  readonly isDefault: boolean;
  readonly isInitial: boolean;
}

export const ORGANIZATION: z.ZodType<OrganizationJson> = named(
  'Organization',
  z.object({
    id: z.string(),
    displayName: z.string(),
    createdDateTime: TIME,
    verifiedDomains: z
      .array(
        z.object({
          name: z.string(),
          type: z.enum(['Managed', 'Federated']),
          isDefault: z.boolean(),
          isInitial: z.boolean(),
        }),
      )
      .readonly(),
  }),
);

export const ORGANIZATIONS: z.ZodType<Collection<OrganizationJson>> = collectionOf(
  'OrganizationCollection',
  ORGANIZATION,
);
