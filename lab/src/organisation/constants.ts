import { type ApplicationId, guid, type TenantId, type UserId } from '@signet/identity';

/** «Contoso», the tenant of the demo. The same GUIDs in every installation, so that examples can name them. */
export const CONTOSO_TENANT_ID: TenantId = guid('c0270500-0000-4000-8000-000000000001');

/** Federated to our own federation server. */
export const FEDERATED_DOMAIN = 'contoso.example';
/** Managed: people sign in with their certificate at the token service itself. */
export const MANAGED_DOMAIN = 'fabrikam.example';

export const APPLICATION_IDS: Readonly<
  Record<'native' | 'spa' | 'web' | 'admin' | 'commandLine', ApplicationId>
> = {
  /** Public client with loopback redirects: MSAL on a desktop. */
  native: guid('c0270500-0000-4000-8000-0000000000a1'),
  spa: guid('c0270500-0000-4000-8000-0000000000a2'),
  /** Confidential client: the lab's web app. */
  web: guid('c0270500-0000-4000-8000-0000000000a3'),
  /** «Signet admin center»: the single-page application below `/admin/`. */
  admin: guid('c0270500-0000-4000-8000-0000000000ad'),
  /** «Signet command line»: `signet connect`, by browser or by device code. */
  commandLine: guid('c0270500-0000-4000-8000-0000000000ac'),
};

export interface DemoPerson {
  readonly id: UserId;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly userPrincipalName: string;
  /** Beside the primary address, which is the user principal name. */
  readonly aliases: readonly string[];
  readonly roles: readonly string[];
}

const person = (
  number: number,
  [givenName, surname]: readonly [givenName: string, surname: string],
  userPrincipalName: string,
  more: { readonly aliases?: readonly string[]; readonly roles?: readonly string[] } = {},
): DemoPerson => ({
  id: guid(`c0270500-0000-4000-8000-0000000001${String(number).padStart(2, '0')}`),
  displayName: `${givenName} ${surname}`,
  givenName,
  surname,
  userPrincipalName,
  aliases: more.aliases ?? [],
  roles: more.roles ?? [],
});

export const DEMO_PEOPLE: Readonly<Record<'admin' | 'alice' | 'bob' | 'dora' | 'emil', DemoPerson>> = {
  admin: person(1, ['Ada', 'Admin'], `admin@${FEDERATED_DOMAIN}`, { roles: ['Global Administrator'] }),
  alice: person(2, ['Alice', 'Ahlberg'], `alice@${FEDERATED_DOMAIN}`, {
    aliases: [`alice.ahlberg@${FEDERATED_DOMAIN}`],
  }),
  bob: person(3, ['Bob', 'Berger'], `bob@${FEDERATED_DOMAIN}`),
  dora: person(4, ['Dora', 'Dahl'], `dora@${MANAGED_DOMAIN}`, { aliases: [`dora.dahl@${MANAGED_DOMAIN}`] }),
  emil: person(5, ['Emil', 'Eriksen'], `emil@${MANAGED_DOMAIN}`),
};
