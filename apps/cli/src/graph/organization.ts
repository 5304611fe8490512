import type { GraphClient } from './graph-client.ts';
import { readItems, readText } from './read-json.ts';

export interface Organization {
  readonly id: string;
  readonly displayName: string;
  readonly createdDateTime: string;
  readonly verifiedDomains: readonly {
    readonly name: string;
    readonly type: string;
    readonly isDefault: boolean;
  }[];
}

/** Get-MgOrganization: the one organization of the token. */
export async function fetchOrganization(graph: GraphClient): Promise<Organization> {
  const { body } = await graph.get('/organization');
  const [fields = {}] = readItems(body);
  return {
    id: readText(fields, 'id'),
    displayName: readText(fields, 'displayName'),
    createdDateTime: readText(fields, 'createdDateTime'),
    verifiedDomains: readItems({ value: fields['verifiedDomains'] ?? [] }).map((domain) => ({
      name: readText(domain, 'name'),
      type: readText(domain, 'type'),
      isDefault: domain['isDefault'] === true,
    })),
  };
}
