import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hashPassword } from '@signet/crypto';
import type { Application } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from '../tests/_applications.ts';
import { confirmDevice } from '../tests/_device.ts';
import { startWorld, type World } from '../tests/_world.ts';

/** What a program around an MSAL tells of a run: whom or what it got a token for, or why not. */
export interface Step {
  readonly run: string;
  /** Waits for somebody to confirm it. */
  readonly userCode?: string;
  readonly homeAccountId?: string;
  readonly accessToken?: string;
  /** Method and path, in order. */
  readonly requests?: readonly string[];
  readonly error?: string;
}

/** A world in which the programs have something to do. */
export interface MsalWorld extends AsyncDisposable {
  readonly world: World;
  /** What every program is told, by name. */
  readonly settings: Settings;
  readonly application: Application;
}

export interface Settings {
  readonly authority: string;
  /** Public client. */
  readonly client: string;
  /** PEM file of the root. */
  readonly ca: string;
  /** User names of test users, and the password of both. */
  readonly managed: string;
  readonly federated: string;
  readonly password: string;
  /** Confidential client, and the PEM files it proves itself by. */
  readonly application: string;
  readonly certificate: string;
  readonly key: string;
  /** What it asks for. */
  readonly scope: string;
}

export async function startMsalWorld(): Promise<MsalWorld> {
  const world = await startWorld({ passwords: 'test-users' });
  const { alice, dora } = DEMO_PEOPLE;
  const { directory, clock } = world.server.services;
  for (const { id } of [alice, dora])
    await directory.passwords.put(id, await hashPassword(PASSWORD), clock.now());
  await registerApplication(world, {
    displayName: 'Jobs',
    identifierUris: ['api://jobs'],
    requestedAccessTokenVersion: 2,
  });
  const own = await createOwnCertificate(world, 'Nightly job');
  const application = await registerApplication(world, {}, [own.certificate]);
  const settings = {
    authority: `${world.server.origins.login}/${CONTOSO_TENANT_ID}/`,
    client: APPLICATION_IDS.native,
    managed: dora.userPrincipalName,
    federated: alice.userPrincipalName,
    password: PASSWORD,
    application: application.appId,
    scope: 'api://jobs/.default',
    ...(await writePems(world, own)),
  };
  return { world, settings, application, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Runs a program to its end, and confirms the device codes that it asks for as Alice. Throws with its own words. */
export async function runMsalProgram(
  { world }: MsalWorld,
  [command = '', ...words]: readonly string[],
): Promise<ReadonlyMap<string, Step>> {
  const { alice } = DEMO_PEOPLE;
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const steps = new Map<string, Step>();
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line) as Step;
    if (step.userCode === undefined) steps.set(step.run, step);
    else await confirmDevice(world, world.openBrowser(await world.issueFor(alice)), step.userCode, alice);
  }
  if ((await closed) !== 0) throw new Error(`the program failed: ${said}`);
  return steps;
}

/** The program proved the application by its certificate, and got a token for itself and nobody else. */
export function expectApplicationToken(step: Step | undefined, { application }: MsalWorld): void {
  expect(step?.error).toBeUndefined();
  expect(decodeJwt(step?.accessToken ?? '')).toMatchObject({
    azp: application.appId,
    azpacr: '2',
    idtyp: 'app',
    oid: application.appId,
  });
}

async function writePems(
  world: World,
  own: OwnCertificate,
): Promise<Pick<Settings, 'ca' | 'certificate' | 'key'>> {
  const write = async (name: string, pem: string): Promise<string> => {
    const path = join(world.folder, name);
    await writeFile(path, pem);
    return path;
  };
  return {
    ca: await write('root.pem', world.pki.root.certificatePem),
    certificate: await write('application.pem', own.certificatePem),
    key: await write('application.key', own.privateKeyPem),
  };
}

const PASSWORD = 'correct & <horse>';
