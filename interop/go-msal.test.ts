import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hashPassword } from '@signet/crypto';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmDevice } from '../tests/_device.ts';
import { startWorld, type World } from '../tests/_world.ts';
import { buildGoProgram } from './_go-program.ts';

// MSAL for Go, unmodified: it speaks WS-Trust 1.3 alone, and hands the assertion in as ordinary base64.

const { alice, dora } = DEMO_PEOPLE;
const PASSWORD = 'correct & <horse>';
const program = buildGoProgram('go-msal');

interface Step {
  readonly run: string;
  readonly userCode?: string;
  readonly homeAccountId?: string;
  readonly requests?: readonly string[];
  readonly error?: string;
}

describe.skipIf(program === undefined)('MSAL for Go', () => {
  let world: World;
  let steps: ReadonlyMap<string, Step>;
  beforeAll(async () => {
    world = await startWorld({ passwords: 'test-users' });
    const { directory, clock } = world.server.services;
    for (const { id } of [alice, dora])
      await directory.passwords.put(id, await hashPassword(PASSWORD), clock.now());
    steps = new Map((await runProgram(world)).map((step) => [step.run, step]));
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it('signs in by device code', () => {
    expect(steps.get('device-code')).toMatchObject({ homeAccountId: `${alice.id}.${CONTOSO_TENANT_ID}` });
  });

  it('signs a test user of a managed domain in by password', () => {
    expect(steps.get('managed')).toMatchObject({ homeAccountId: `${dora.id}.${CONTOSO_TENANT_ID}` });
  });

  it('signs a test user of a federated domain in by user realm, MEX, WS-Trust and the assertion grant', () => {
    expect(steps.get('federated')).toMatchObject({ homeAccountId: `${alice.id}.${CONTOSO_TENANT_ID}` });
    expect(steps.get('federated')?.requests?.slice(-4)).toEqual([
      `GET /common/UserRealm/${alice.userPrincipalName}`,
      'GET /adfs/services/trust/mex',
      'POST /adfs/services/trust/13/usernamemixed',
      `POST /${CONTOSO_TENANT_ID}/oauth2/v2.0/token`,
    ]);
  });

  it('gets no assertion for a wrong password', () => {
    expect(steps.get('federated-wrong')?.error).toBeTruthy();
    expect(steps.get('federated-wrong')?.requests?.at(-1)).toBe('POST /adfs/services/trust/13/usernamemixed');
  });
});

async function runProgram(world: World): Promise<readonly Step[]> {
  const ca = join(world.folder, 'root.pem');
  await writeFile(ca, world.pki.root.certificatePem);
  const settings = {
    authority: `${world.server.origins.login}/${CONTOSO_TENANT_ID}`,
    client: APPLICATION_IDS.native,
    ca,
    managed: dora.userPrincipalName,
    federated: alice.userPrincipalName,
    password: PASSWORD,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value]);
  const child = spawn(program ?? '', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const steps: Step[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line) as Step;
    if (step.userCode === undefined) steps.push(step);
    else await confirmDevice(world, world.openBrowser(await world.issueFor(alice)), step.userCode, alice);
  }
  if ((await closed) !== 0) throw new Error(`the program failed: ${said}`);
  return steps;
}
