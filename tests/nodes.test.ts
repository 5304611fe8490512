import { randomInt, randomUUID } from 'node:crypto';
import { guid, type UserId } from '@signet/identity';
import {
  APPLICATION_IDS,
  CONTOSO_TENANT_ID,
  createBrowser,
  createFetch,
  type DemoPerson,
  FEDERATED_DOMAIN,
  isCertificateOriginOf,
  MANAGED_DOMAIN,
} from '@signet/lab';
import { openServices } from '@signet/server';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeededRandom } from '../fuzz/src/random.ts';
import {
  findPostgres,
  type PostgresServer,
  query,
  startPostgres,
} from '../services/directory/tests/_postgres.ts';
import { type Cluster, route, startCluster } from './_nodes.ts';
import { refresh } from './_refusals.ts';
import {
  expectRefreshRefused,
  redeemAgain,
  sendAllAgain,
  sendAssertionInAnotherSignIn,
  showToAllAtOnce,
} from './_replays.ts';
import { type DoorName, openTab, signInAndRefresh, type Tab } from './_tab.ts';
import { speakSaml } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';
import {
  binarySecurityToken,
  cutAssertion,
  postRst,
  type Rst,
  readFault,
  redeemAssertion,
  signRst,
  writeRst,
} from './_ws-trust.ts';

const SEED = Number(process.env['SIGNET_NODES_SEED'] ?? randomInt(2 ** 31));
/** A longer run makes the same sign-ins this many times. */
const ROUNDS = Number(process.env['SIGNET_NODES_ROUNDS'] ?? 1);
const TABS = 5;
/** Milliseconds. A node that was killed starts anew, which takes long where many suites share two cores. */
const A_START_IS_SLOW = 900_000;

const bin = findPostgres();
if (bin === undefined) console.log('tests/nodes.test.ts: PostgreSQL is not installed, its suite is left out');

describe.skipIf(bin === undefined)('two nodes on one PostgreSQL', { timeout: A_START_IS_SLOW }, () => {
  const random = createSeededRandom(SEED);
  const stack = new AsyncDisposableStack();
  let postgres: PostgresServer;
  let database: string;
  let world: World;
  let cluster: Cluster;
  let people: readonly DemoPerson[];

  beforeAll(async () => {
    console.log(`tests/nodes.test.ts: SIGNET_NODES_SEED=${SEED} makes the same choices again`);
    postgres = stack.use(await startPostgres(bin!));
    database = await postgres.createDatabase();
    const made = stack.use(await startWorld({ database }));
    people = await addPeople(made);
    await made.server[Symbol.asyncDispose]();
    cluster = stack.use(await startCluster(made, ['127.0.0.1', '127.0.0.2'], random));
    world = { ...made, fetch: createFetch(made.pki.root.certificatePem, cluster.balance) };
  });
  afterAll(() => stack.disposeAsync());

  describe.each([
    { door: 'ws-federation', howMany: 10 },
    { door: 'saml', howMany: 3 },
  ] as const)('with the federated domain at $door', ({ door, howMany }) => {
    /** All that signed in, with what is used up by that. */
    const spent: Tab[] = [];
    beforeAll(async () => {
      if (door !== 'saml') return;
      // The nodes read the domain at each sign-in, so they follow while they serve.
      await using services = await openServices(world.config);
      await speakSaml(services, world.server.origins.login);
    });

    it('lose the sign-in of no tab of five that begin at once in a browser without any cookie', async () => {
      const tabs = await openTabs(people.slice(0, howMany), door);
      await Promise.all(tabs.map((tab) => signInAndRefresh(tab, world)));
      // What an overloaded machine refuses is another matter; a lost cookie is AADSTS90100.
      const lost = tabs
        .flatMap(({ troubles }) => troubles)
        .filter((trouble) => trouble.includes('AADSTS90100'));
      expect(lost).toEqual([]);
      spent.push(...tabs);
    });

    it('lose no sign-in of people with five tabs each, whenever one is killed', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const tabs = await openTabs(people.slice(0, howMany), door);
        await underKills(tabs, (tab) => signInAndRefresh(tab, world));
        for (const address of cluster.addresses) await expectIdTokensHold(tabs, address);
        spent.push(...tabs);
      }
    });

    it('keep the last refresh token of every sign-in', async () => {
      for (const tab of spent) {
        const answer = await refresh(world, tab.refreshTokens.at(-1)!);
        expect(answer).toMatchObject({ status: 200 });
        tab.refreshTokens = [...tab.refreshTokens, String(answer.body['refresh_token'])];
      }
    });

    it('take nothing that another has taken, whenever one is killed', async () => {
      // A minute passes, after which a refresh token is no longer good beside its successor.
      await query(database, 'update refresh_token set rotated_at = rotated_at - 61');
      await underKills(spent, async (tab) => {
        const [old, newest] = [tab.refreshTokens[0]!, tab.refreshTokens.at(-1)!];
        const wanted = random.pick(cluster.addresses);
        const isFamilyEnded = spent.indexOf(tab) % 2 === 0;
        if (isFamilyEnded) await expectRefreshRefused(tab, old, 70000, world, wanted);
        await redeemAgain(tab, world, cluster);
        await expectRefreshRefused(tab, newest, isFamilyEnded ? 70000 : 50173, world, wanted);
        await sendAllAgain(tab, cluster);
        await sendAssertionInAnotherSignIn(tab, world, cluster);
      });
    });
  });

  it('take a result, an assertion, a session or a code once, shown to both at the same moment', async () => {
    for (const person of people.slice(0, 3)) {
      const [tab] = await openTabs([person], 'saml');
      await showToAllAtOnce(tab!, world, cluster);
    }
  });

  it('take a message of WS-Trust, and the assertion that it brings, once', async () => {
    const rst: Rst = { version: '13', endpoint: 'certificatemixed' };
    const certificate = await world.issueFor(people[0]!);
    const token = binarySecurityToken(certificate);
    const message = signRst(writeRst(world, { ...rst, token }), certificate);
    const [here, there] = cluster.addresses;
    const answer = await postRst(world, rst, message, { address: here! });
    expect(answer.status).toBe(200);
    const again = await postRst(world, rst, message, { address: there! });
    expect(readFault(again).reason).toContain('AADSTS20012');
    const assertion = Buffer.from(cutAssertion(answer)).toString('base64url');
    const redeemAt = (wanted: string) => route.run({ wanted }, () => redeemAssertion(world, assertion));
    expect(await redeemAt(there!)).toMatchObject({ status: 200 });
    expect(await redeemAt(here!)).toMatchObject({ status: 400, body: { error_codes: [50008] } });
  });

  async function underKills(tabs: readonly Tab[], work: (tab: Tab) => Promise<void>): Promise<void> {
    for (const { troubles } of tabs) troubles.length = 0;
    const kills = await cluster.duringKills(() => Promise.all(tabs.map(work)));
    console.log(`tests/nodes.test.ts: ${tabs.length} tabs, ${kills} kills, mended: ${countTroubles(tabs)}`);
    expect(kills).toBeGreaterThan(0);
  }

  async function openTabs(whose: readonly DemoPerson[], door: DoorName): Promise<readonly Tab[]> {
    const tabs = await Promise.all(
      whose.map(async (person) => {
        const browser = createBrowser({
          ca: world.pki.root.certificatePem,
          clientCertificate: await world.issueFor(person),
          isCertificateOrigin: isCertificateOriginOf(world.server.origins.certificate),
          findAddress: cluster.balance,
        });
        const own = isFederated(person.userPrincipalName) ? door : 'managed';
        return Array.from({ length: TABS }, () => openTab(browser, person, own));
      }),
    );
    return tabs.flat();
  }

  /** Whichever node signed them, the keys are those that this one publishes. */
  async function expectIdTokensHold(tabs: readonly Tab[], wanted: string): Promise<void> {
    const url = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/discovery/v2.0/keys`;
    const answer = await route.run({ wanted }, () => world.fetch(url));
    const keys = createLocalJWKSet((await answer.json()) as JSONWebKeySet);
    for (const { idToken, person } of tabs) {
      const { payload } = await jwtVerify(idToken, keys, { audience: APPLICATION_IDS.native });
      expect(payload['oid']).toBe(person.id);
    }
  }
});

function isFederated(userPrincipalName: string): boolean {
  return userPrincipalName.endsWith(`@${FEDERATED_DOMAIN}`);
}

function countTroubles(tabs: readonly Tab[]): string {
  const troubles = Object.groupBy(
    tabs.flatMap((tab) => tab.troubles),
    (trouble) => /AADSTS\d+/.exec(trouble)?.[0] ?? trouble,
  );
  return Object.entries(troubles)
    .map(([what, all = []]) => `${all.length} × ${what}`)
    .join(', ');
}

/** Six of the federated domain and four of the managed one. */
async function addPeople({ server }: World): Promise<readonly DemoPerson[]> {
  const people = Array.from({ length: 10 }, (_, number): DemoPerson => {
    const userPrincipalName = `tab.${number}@${number < 6 ? FEDERATED_DOMAIN : MANAGED_DOMAIN}`;
    const id = guid<UserId>(randomUUID());
    const names = { displayName: `Tab ${number}`, givenName: 'Tab', surname: `${number}` };
    return { id, ...names, userPrincipalName, aliases: [], roles: [] };
  });
  for (const { id, displayName, userPrincipalName } of people) {
    await server.services.directory.users.add({
      id,
      tenantId: CONTOSO_TENANT_ID,
      userPrincipalName,
      displayName,
      mail: undefined,
      proxyAddresses: [],
      onPremisesImmutableId: Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64'),
      certificateUserIds: [],
      accountEnabled: true,
      roles: [],
      stsRefreshTokensValidFrom: undefined,
      createdAt: 0,
    });
  }
  return people;
}
