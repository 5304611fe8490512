import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ClientCertificate, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhones } from '../tests/_phones.ts';
import { startWorld, type World } from '../tests/_world.ts';
import { buildGoProgram } from './_go-program.ts';

// go-activesync's own client on a phone: the whole way that mail takes, woken by Ping, ended by revocation.

const { alice, dora } = DEMO_PEOPLE;
const program = buildGoProgram('go-activesync');

interface Step {
  readonly step: 'options' | 'provision' | 'folders' | 'sync' | 'waiting' | 'ping' | 'ended';
  readonly version?: string;
  readonly folders?: readonly string[];
  readonly subjects?: readonly string[];
  readonly bodies?: readonly string[];
  readonly status?: number;
  readonly error?: string;
}

describe.skipIf(program === undefined)('go-activesync with a client certificate', () => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), 'signet-interop-'));
  });
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  const startPhone = async (user: string, { chainPem, privateKeyPem }: ClientCertificate) => {
    const files = { cert: chainPem, key: privateKeyPem, ca: world.pki.root.certificatePem };
    const words = ['-url', `${world.server.origins.certificate}/Microsoft-Server-ActiveSync`, '-user', user];
    for (const [name, pem] of Object.entries(files)) {
      const path = join(folder, `${name}.pem`);
      await writeFile(path, pem);
      words.push(`-${name}`, path);
    }
    return spawn(program ?? '', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  };

  it.each([alice, dora])(
    'synchronises the mail of $displayName until the certificate is revoked',
    async (person) => {
      const phones = createPhones(world);
      await phones.deliver(person, 'Before');
      const certificate = await world.issueFor(person);
      const phone = await startPhone(person.userPrincipalName, certificate);
      const steps: Step[] = [];
      const events = [() => phones.deliver(person, 'After'), () => world.revoke(certificate)];
      for await (const step of stepsOf(phone)) {
        steps.push(step);
        if (step.step === 'waiting') await events.shift()?.();
      }
      const [options, provision, folders, before, , ping, after, , ended] = steps;
      expect(options).toEqual({ step: 'options', version: '14.1' });
      expect(provision).toEqual({ step: 'provision' });
      expect(folders?.folders).toContain('Inbox');
      expect(before).toMatchObject({ step: 'sync', subjects: ['Before'] });
      expect(ping).toEqual({ step: 'ping', status: 2 });
      expect(after).toMatchObject({ step: 'sync', subjects: ['After'] });
      expect(after?.bodies?.[0]).toContain('Hello there.');
      expect(ended).toMatchObject({ step: 'ended', error: expect.stringContaining('403') });
    },
  );
});

/** What the program tells, until it ends; throws with its own words when it fails. */
async function* stepsOf(child: ChildProcess): AsyncGenerator<Step> {
  if (child.stdout === null || child.stderr === null) throw new Error('the program has no output');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Step;
  if ((await closed) !== 0) throw new Error(`the program failed: ${said}`);
}
