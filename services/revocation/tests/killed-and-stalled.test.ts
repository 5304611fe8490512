import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RevocationService } from '../src/index.ts';
import { BASE_PATH, createWorld, NOW, type World } from './_world.ts';

// Two processes on one SQLite database: the one that has the lease is killed, or sleeps for longer than it has it.

let world: World;
let child: ChildProcess | undefined;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
  await world[Symbol.asyncDispose]();
});

const OLD = { crlNumber: 1, thisUpdate: NOW - 60 };
const NEW = { crlNumber: 2, entries: [{ serialNumber: '0b' }] };

/** The lines that it writes, and the process. */
function startProcess(sleeps: 'never' | 'having-read'): AsyncIterator<string> {
  const script = fileURLToPath(new URL('./_downloading-process.ts', import.meta.url));
  child = spawn(process.execPath, [script, world.path, sleeps], { stdio: ['ignore', 'pipe', 'inherit'] });
  return createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
}

/** The answer that the server owes to the one who asks first. */
function holdAnswer(): Promise<ServerResponse> {
  return new Promise((resolve) => {
    world.server.answer(BASE_PATH, (_, response) => {
      response.writeHead(200).flushHeaders();
      resolve(response);
    });
  });
}

function ask(service: RevocationService) {
  const { authority } = world;
  return service.check({ authority, serialNumber: 'b', subjectIsCA: false, publishedAfter: undefined });
}

describe('a process that was killed while it downloaded', () => {
  it('holds up the others no longer than its lease', async () => {
    const asked = holdAnswer();
    startProcess('never');
    await asked;
    child?.kill('SIGKILL');
    await world.publish(NEW);
    const service = world.startService({
      limits: { addresses: 'public-and-loopback', timeLimitMilliseconds: 300 },
    });
    expect(await ask(service)).toMatchObject({ failure: 'crl-download-running' });
    // A minute of the background, and a quarter for what follows the download.
    world.clock.advance(75);
    expect((await ask(service)).status).toBe('revoked');
  });
});

describe('a process that slept for longer than its lease', () => {
  async function bringNewer(): Promise<RevocationService> {
    world.clock.advance(75);
    await world.publish({ ...NEW, thisUpdate: NOW });
    const service = world.startService();
    expect((await ask(service)).status).toBe('revoked');
    return service;
  }

  async function expectNewer(service: RevocationService): Promise<void> {
    expect((await ask(service)).status).toBe('revoked');
    world.server.answer(BASE_PATH, (_, response) => response.writeHead(500).end());
    expect((await ask(world.startService())).status).toBe('revoked');
  }

  it('and then receives an older list takes the newer one', async () => {
    const asked = holdAnswer();
    const lines = startProcess('never');
    const answer = await asked;
    child?.kill('SIGSTOP');
    answer.end(await world.ca.issueCrl(OLD));
    const service = await bringNewer();
    child?.kill('SIGCONT');
    expect((await lines.next()).value).toBe('updated');
    expect((await lines.next()).value).toBe('revoked');
    await expectNewer(service);
  });

  it('when it had read an older list takes the newer one', async () => {
    world.server.answer(BASE_PATH, await world.ca.issueCrl(OLD));
    const lines = startProcess('having-read');
    expect((await lines.next()).value).toBe('asleep');
    const service = await bringNewer();
    child?.kill('SIGCONT');
    await lines.next();
    expect((await lines.next()).value).toBe('revoked');
    await expectNewer(service);
  });

  it('does not give back the lease that another has meanwhile', async () => {
    const asked = holdAnswer();
    const lines = startProcess('never');
    const answer = await asked;
    child?.kill('SIGSTOP');
    answer.end(await world.ca.issueCrl(OLD));
    const { leases } = world.directory;
    const name = `crl-download ${world.server.url(BASE_PATH)}`;
    expect(await leases.acquire(name, 'other', NOW + 75, NOW + 150)).toBe(true);
    child?.kill('SIGCONT');
    expect((await lines.next()).value).toBe('updated');
    await lines.next();
    expect(await leases.acquire(name, 'third', NOW + 76, NOW + 150)).toBe(false);
  });
});
