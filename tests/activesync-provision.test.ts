import { type ActiveSyncAnswer, createActiveSyncClient, DEMO_PEOPLE } from '@signet/lab';
import { startServer } from '@signet/server';
import {
  childOf,
  descendantOf,
  element,
  FolderHierarchy,
  Provision,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhones, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

function policyRequest(...more: readonly WbxmlElement[]): WbxmlElement {
  return element(Provision.Provision, [
    element(Provision.Policies, [
      element(Provision.Policy, [element(Provision.PolicyType, 'MS-EAS-Provisioning-WBXML'), ...more]),
    ]),
  ]);
}

describe('Provision', () => {
  it('asks for provisioning: 142 without a key, 144 with a wrong one, neither with the temporary one', async () => {
    const phone = phones.connect(await world.issueFor(alice));
    const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
    const without = await phone.send('FolderSync', request);
    expect(without.status).toBe(449);
    expect(textOf(without.document, FolderHierarchy.Status)).toBe('142');
    phone.policyKey = '12345';
    const wrong = await phone.send('FolderSync', request);
    expect(wrong.status).toBe(449);
    expect(textOf(wrong.document, FolderHierarchy.Status)).toBe('144');
    const begun = await phone.send(
      'Provision',
      element(Provision.Provision, [
        element(Provision.Policies, [
          element(Provision.Policy, [element(Provision.PolicyType, 'MS-EAS-Provisioning-WBXML')]),
        ]),
      ]),
    );
    const policy = descendantOf(begun.document, Provision.Policies, Provision.Policy);
    expect(childOf(policy, Provision.Data)).toBeDefined();
    phone.policyKey = textOf(policy, Provision.PolicyKey) ?? '';
    const temporary = await phone.send('FolderSync', request);
    expect(temporary.status).toBe(449);
    expect(textOf(temporary.document, FolderHierarchy.Status)).toBe('144');
  });

  it('refuses to acknowledge a policy with a key that was not handed out', async () => {
    const phone = phones.connect(await world.issueFor(alice));
    const policy = [
      element(Provision.PolicyType, 'MS-EAS-Provisioning-WBXML'),
      element(Provision.PolicyKey, '7'),
      element(Provision.Status, 1),
    ];
    const { document } = await phone.send(
      'Provision',
      element(Provision.Provision, [element(Provision.Policies, [element(Provision.Policy, policy)])]),
    );
    const answer = descendantOf(document, Provision.Policies, Provision.Policy);
    expect(textOf(answer, Provision.Status)).toBe('5');
    expect(childOf(answer, Provision.PolicyKey)).toBeUndefined();
  });

  it('asks a phone once more when the policy has changed, and tells the new one', async () => {
    const { phone } = await phones.start(alice);
    const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
    expect((await phone.send('FolderSync', request)).status).toBe(200);
    const twoPorts = { hostname: 'localhost', loginPort: 0, certificatePort: 0 };
    await using server = await startServer({
      ...world.config,
      listen: { ...world.config.listen, twoPorts },
      mail: { requirePasscode: true },
    });
    const certificate = await world.issueFor(alice);
    const strict = createActiveSyncClient({
      origin: server.origins.certificate,
      ca: world.pki.root.certificatePem,
      clientCertificate: certificate,
      deviceId: phone.deviceId,
    });
    strict.policyKey = phone.policyKey;
    const refused = await strict.send('FolderSync', request);
    expect(refused.status).toBe(449);
    expect(textOf(refused.document, FolderHierarchy.Status)).toBe('143');
    const begun = await strict.send('Provision', policyRequest());
    const policy = descendantOf(begun.document, Provision.Policies, Provision.Policy);
    const document = descendantOf(policy, Provision.Data, Provision.EASProvisionDoc);
    expect(textOf(document, Provision.DevicePasswordEnabled)).toBe('1');
    const key = textOf(policy, Provision.PolicyKey) ?? '';
    const acknowledge = (status: number): Promise<ActiveSyncAnswer> =>
      strict.send(
        'Provision',
        policyRequest(element(Provision.PolicyKey, key), element(Provision.Status, status)),
      );
    // A passcode that was applied in part is none.
    expect(textOf((await acknowledge(2)).document, Provision.Status)).toBe('139');
    // What was handed out by one process is not acknowledged to another with another policy.
    phone.policyKey = '0';
    const elsewhere = await phone.send(
      'Provision',
      policyRequest(element(Provision.PolicyKey, key), element(Provision.Status, 1)),
    );
    const answer = descendantOf(elsewhere.document, Provision.Policies, Provision.Policy);
    expect(textOf(answer, Provision.Status)).toBe('5');
    const done = await acknowledge(1);
    strict.policyKey =
      textOf(descendantOf(done.document, Provision.Policies, Provision.Policy), Provision.PolicyKey) ?? '';
    expect((await strict.send('FolderSync', request)).status).toBe(200);
  });
});
