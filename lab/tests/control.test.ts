import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callControl, LabError, startControl } from '@signet/lab';
import { expect, it } from 'vitest';
import { createTestFolder, random } from './_world.ts';

const echo = async (call: unknown): Promise<unknown> => ({ heard: call });

it('carries a call and its answer, through a file that only its owner can read', async () => {
  await using folder = await createTestFolder();
  await using _control = await startControl(folder.path, echo, random);
  expect(await callControl(folder.path, { say: 'ü' })).toEqual({ heard: { say: 'ü' } });
  expect((await stat(join(folder.path, 'control.json'))).mode & 0o077).toBe(0);
});

it('passes on a refusal in its own words', async () => {
  await using folder = await createTestFolder();
  const refuse = async (): Promise<never> => {
    throw new LabError('not-on-hold', 'Not so.');
  };
  await using _control = await startControl(folder.path, refuse, random);
  await expect(callControl(folder.path, {})).rejects.toMatchObject({
    code: 'control-refused',
    message: 'Not so.',
  });
});

it('answers nobody who does not know the secret', async () => {
  await using folder = await createTestFolder();
  const heard: unknown[] = [];
  const listen = async (call: unknown): Promise<void> => void heard.push(call);
  await using _control = await startControl(folder.path, listen, random);
  const { url } = JSON.parse(await readFile(join(folder.path, 'control.json'), 'utf8'));
  for (const headers of [{}, { authorization: 'Bearer' }, { authorization: 'Bearer AAAA' }]) {
    expect((await fetch(url, { method: 'POST', body: '{}', headers })).status).toBe(401);
  }
  expect(heard).toEqual([]);
});

it('tells a failure from a refusal', async () => {
  await using folder = await createTestFolder();
  const fail = async (): Promise<never> => {
    throw new Error('the disk is full');
  };
  await using _control = await startControl(folder.path, fail, random);
  await expect(callControl(folder.path, {})).rejects.toMatchObject({
    code: 'control-failed',
    message: 'the disk is full',
  });
});

it('takes no call that is larger than any has to be', async () => {
  await using folder = await createTestFolder();
  await using _control = await startControl(folder.path, echo, random);
  await expect(callControl(folder.path, 'x'.repeat(5000))).rejects.toMatchObject({
    message: 'the call is too large',
  });
});

it('says so when nobody serves the folder, before, after, and when the process was killed', async () => {
  await using folder = await createTestFolder();
  const call = (): Promise<unknown> => callControl(folder.path, {});
  await expect(call()).rejects.toMatchObject({ code: 'no-control' });
  const control = await startControl(folder.path, echo, random);
  const left = await readFile(join(folder.path, 'control.json'));
  await control[Symbol.asyncDispose]();
  await expect(call()).rejects.toMatchObject({ code: 'no-control' });
  await writeFile(join(folder.path, 'control.json'), left);
  await expect(call()).rejects.toMatchObject({ code: 'no-control' });
});
