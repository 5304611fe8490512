import { createLabPki, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attemptSignIn, expectPage } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { dora } = DEMO_PEOPLE;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('tells nobody with a certificate from elsewhere which accounts exist', async () => {
  const { random, clock } = world.server.services;
  const stranger = await createLabPki({ clock, random, organisation: 'Northwind', keyAlgorithm: 'p-256' });
  const codes = [];
  for (const name of [dora.userPrincipalName, 'nobody@fabrikam.example']) {
    const certificate = await stranger.issueClientCertificate({ commonName: 'x', userPrincipalName: name });
    const { outcome } = await attemptSignIn(world, name, certificate);
    codes.push(/AADSTS\d+/.exec(expectPage(outcome).text)?.[0]);
  }
  expect(new Set(codes).size).toBe(1);
});
