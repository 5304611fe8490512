import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hashPassword } from '@signet/crypto';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmDevice } from '../tests/_device.ts';
import { startWorld, type World } from '../tests/_world.ts';
import { prepareJavaProgram } from './_java-program.ts';

// MSAL for Java, unmodified: it reads MEX and answers by prefixes, and spells messageID in its own way.

const { alice, dora } = DEMO_PEOPLE;
const PASSWORD = 'correct & <horse>';
const program = prepareJavaProgram('java-msal', 'JavaMsal.java');

interface Step {
  readonly run: string;
  readonly userCode?: string;
  readonly homeAccountId?: string;
  readonly error?: string;
}

describe.skipIf(program === undefined)('MSAL for Java', () => {
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

  it.each([
    ['device-code', alice],
    ['managed', dora],
    ['federated', alice],
  ])('signs in: %s', (run, person) => {
    expect(steps.get(run)).toMatchObject({ homeAccountId: `${person.id}.${CONTOSO_TENANT_ID}` });
  });

  it('is told why a password of a federated user is refused', () => {
    expect(steps.get('federated-wrong')?.error).toContain('AADSTS50126');
  });
});

async function runProgram(world: World): Promise<readonly Step[]> {
  const ca = join(world.folder, 'root.pem');
  await writeFile(ca, world.pki.root.certificatePem);
  const authority = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/`;
  const people = [dora.userPrincipalName, alice.userPrincipalName];
  const [command = '', ...words] = program ?? [];
  const settings = [authority, APPLICATION_IDS.native, ca, ...people, PASSWORD];
  const child = spawn(command, [...words, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] });
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
