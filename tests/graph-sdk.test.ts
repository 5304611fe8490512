import { setTimeout } from 'node:timers/promises';
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions';
import { Client } from '@microsoft/microsoft-graph-client';
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import { GraphAzureIdentityAuthenticationProvider } from '@microsoft/msgraph-sdk-core';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION, type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';

const { admin } = DEMO_PEOPLE;

let graph: GraphWorld;

beforeAll(async () => {
  graph = await startGraphWorld();
});
afterAll(() => graph[Symbol.asyncDispose]());

describe('@microsoft/microsoft-graph-client without customHosts', () => {
  it('sends no token, and is told that there was none', async () => {
    const token = await graph.tokenOf(admin, ['User.Read']);
    const client = Client.initWithMiddleware({
      baseUrl: `${graph.world.server.origins.login}/`,
      defaultVersion: 'v1.0',
      authProvider: { getAccessToken: async () => token },
    });
    expect(await refusalOf(client.api('/me').get())).toMatchObject({
      statusCode: 401,
      code: 'InvalidAuthenticationToken',
      message: 'Access token is empty.',
    });
  });
});

describe('@microsoft/msgraph-sdk', () => {
  it('asks for the scope of its address, and reads', async () => {
    const { adapter, asked } = connect([]);
    const { origin } = new URL(graph.world.server.origins.login);
    expect(await read(adapter, '/me')).toMatchObject({ userPrincipalName: admin.userPrincipalName });
    expect(asked).toEqual([{ scopes: [`${origin}/.default`], claims: undefined }]);
  });

  it('writes the list of the certificate authorities', async () => {
    const { adapter } = connect(['Organization.ReadWrite.All']);
    const certificateAuthorities = await graph.currentList();
    expect(await read(adapter, CONFIGURATION, { certificateAuthorities })).toMatchObject({
      certificateAuthorities: certificateAuthorities.map(({ certificate }) => ({ certificate })),
    });
  });

  it('asks once for a token of today when sessions were ended, with the claims of the challenge', async () => {
    const { adapter, asked } = connect(['User.Read', 'User.RevokeSessions.All']);
    await read(adapter, '/me');
    const before = Math.floor(Date.now() / 1000);
    await graph.administrator.api(`/users/${admin.id}/revokeSignInSessions`).post({});
    const after = Math.floor(Date.now() / 1000);
    // Signing in anew takes a later CRL, and times of CRLs are whole seconds.
    await setTimeout(2000 - (Date.now() % 1000));
    await graph.world.pki.publish();
    await graph.world.refreshCrls();
    expect(await read(adapter, '/me')).toMatchObject({ id: admin.id });
    const challenged = asked.filter(({ claims }) => claims !== undefined);
    expect(challenged).toHaveLength(1);
    const { nbf } = JSON.parse(challenged[0]!.claims!).access_token;
    expect(nbf).toMatchObject({ essential: true });
    // The second in which it was asked may be half over.
    expect(Number(nbf.value)).toBeGreaterThanOrEqual(before);
    expect(Number(nbf.value)).toBeLessThanOrEqual(after + 1);
  });

  it('sends no token to a host that it was not told of', async () => {
    const { adapter, asked } = connect(['User.Read'], new Set());
    await expect(read(adapter, '/me')).rejects.toMatchObject({ responseStatusCode: 401 });
    expect(asked).toEqual([]);
  });
});

interface Asked {
  readonly scopes: readonly string[];
  readonly claims: string | undefined;
}

/** The adapter, and what it asked its credential for. */
function connect(scopes: readonly string[], hosts?: ReadonlySet<string>) {
  const { login } = graph.world.server.origins;
  const asked: Asked[] = [];
  const allowed = new Set(hosts ?? [new URL(login).hostname]);
  const credential = createCredential(asked);
  const provider = new GraphAzureIdentityAuthenticationProvider(credential, [...scopes], undefined, allowed);
  const adapter = new GraphRequestAdapter(provider);
  adapter.baseUrl = `${login}/v1.0`;
  return { adapter, asked };
}

/** Signs the administrator in by certificate when there is no token yet, and when the old one is challenged. */
function createCredential(asked: Asked[]): TokenCredential {
  let current: AccessToken | undefined;
  return {
    async getToken(scopes: string | string[], { claims }: GetTokenOptions = {}) {
      const wanted = [scopes].flat();
      asked.push({ scopes: wanted, claims });
      if (current !== undefined && claims === undefined) return current;
      const token = await graph.tokenOf(admin, wanted);
      current = { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      return current;
    },
  };
}

/** GET, or POST with a body, through the adapter's middleware. */
async function read(adapter: GraphRequestAdapter, path: string, body?: object): Promise<unknown> {
  const request = new RequestInformation(body === undefined ? HttpMethod.GET : HttpMethod.POST);
  request.URL = `${adapter.baseUrl}${path}`;
  if (body !== undefined) {
    const text = new TextEncoder().encode(JSON.stringify(body));
    request.setStreamContent(text.buffer, 'application/json');
  }
  const answer = await adapter.sendPrimitive<ArrayBuffer>(request, 'ArrayBuffer', undefined);
  return answer && JSON.parse(Buffer.from(answer).toString('utf8'));
}
