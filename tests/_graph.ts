import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AuthorizationCodeCredential, type TokenCredential } from '@azure/identity';
import { Client, GraphError } from '@microsoft/microsoft-graph-client';
import type { CertificateAuthority } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { expect } from 'vitest';
import { startWorld, type World } from './_world.ts';

export const CONFIGURATION: string = `/organization/${CONTOSO_TENANT_ID}/certificateBasedAuthConfiguration`;
export const CONFIGURATION_ID = '29728ade-6ae4-4ee9-9103-412912537da5';

/** The whole system with Microsoft's Graph client in front of it, both unmodified. */
export interface GraphWorld extends AsyncDisposable {
  readonly world: World;
  /** Of the administrator, with every scope. */
  readonly administrator: Client;
  connect(person: DemoPerson, scopes: readonly string[]): Promise<Client>;
  tokenOf(person: DemoPerson, scopes: readonly string[]): Promise<string>;
  /** Without the client, for what it hides. */
  ask(path: string, token: string | undefined, init?: RequestInit): Promise<Response>;
  /** The trusted CAs as the API shows them, and as they are stored. */
  currentList(): Promise<Authority[]>;
  authorities(): Promise<readonly CertificateAuthority[]>;
  /** The newest row of the audit log, by the API. */
  newestAudit(): Promise<unknown>;
}

export interface Authority {
  readonly certificate: string;
  readonly isRootAuthority: boolean;
}

export async function startGraphWorld(): Promise<GraphWorld> {
  const world = await startWorld();
  const administrator = await connectAdministrator(world);
  const { login } = world.server.origins;
  return {
    world,
    administrator,
    connect: (person, scopes) => connect(world, person, scopes),
    tokenOf: (person, scopes) => tokenOf(world, person, scopes),
    ask(path, token, init = {}) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return world.fetch(`${login}${path}`, { ...init, headers });
    },
    async currentList() {
      const { value } = await administrator.api(CONFIGURATION).get();
      return value[0].certificateAuthorities;
    },
    authorities: () => world.server.services.directory.certificateAuthorities.list(CONTOSO_TENANT_ID),
    async newestAudit() {
      const { value } = await administrator.api('/auditLogs/directoryAudits').top(1).get();
      return value[0];
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Microsoft's Graph client for the administrator, with every scope. */
export async function connectAdministrator(world: World): Promise<Client> {
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
  return connect(world, DEMO_PEOPLE.admin, ALL_SCOPES);
}

/** What the client threw; fails the test when it threw nothing. */
export async function refusalOf(work: Promise<unknown>): Promise<GraphError> {
  const refused = await work.catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(GraphError);
  return refused as GraphError;
}

async function connect(world: World, person: DemoPerson, scopes: readonly string[]): Promise<Client> {
  const token = await tokenOf(world, person, scopes);
  const { login } = world.server.origins;
  return Client.initWithMiddleware({
    baseUrl: `${login}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(login).hostname]),
    authProvider: { getAccessToken: async () => token },
  });
}

async function tokenOf(world: World, person: DemoPerson, scopes: readonly string[]): Promise<string> {
  const credential = await credentialFor(world, person, scopes);
  const { token } = (await credential.getToken([...scopes]))!;
  return token;
}

/** Signs the person in with a certificate in the world's browser and hands the code to @azure/identity. */
async function credentialFor(
  world: World,
  person: DemoPerson,
  scopes: readonly string[],
): Promise<TokenCredential> {
  const { login } = world.server.origins;
  const url = new URL(`${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.web,
    response_type: 'code',
    redirect_uri: `${world.webAppOrigin}/callback`,
    scope: ['openid', 'offline_access', ...scopes].join(' '),
  }).toString();
  const redirectUri = `${world.webAppOrigin}/callback`;
  const browser = world.openBrowser(await world.issueFor(person));
  const outcome = await browser.visit(url.href, { redirectUri, userName: person.userPrincipalName });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return new AuthorizationCodeCredential(
    CONTOSO_TENANT_ID,
    APPLICATION_IDS.web,
    world.webAppClientSecret,
    outcome.parameters.get('code')!,
    redirectUri,
    { authorityHost: login, disableInstanceDiscovery: true },
  );
}

const ALL_SCOPES = [
  'Organization.ReadWrite.All',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
  'Domain.ReadWrite.All',
  'Policy.ReadWrite.AuthenticationMethod',
  'Group.ReadWrite.All',
  'PublicKeyInfrastructure.ReadWrite.All',
  'AuditLog.Read.All',
  'User.Read',
];
