import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRandom, createSystemClock } from '@signet/crypto';
import {
  APPLICATION_IDS,
  CONTOSO_TENANT_ID,
  createLabPki,
  DEMO_PEOPLE,
  type LabPki,
  startPublisher,
} from '@signet/lab';
import { findFreePort } from '@signet/server';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMIN_PAGES,
  expectTitle,
  goTo,
  goToPerson,
  leave,
  makeRefusal,
  openAdminCenter,
} from './_admin-center.ts';
import {
  type BrowserWorld,
  expectAccessible,
  expectNoSidewaysScrolling,
  findChromium,
  type ProfileOptions,
  startBrowserWorld,
} from './_chromium.ts';

const { alice, bob } = DEMO_PEOPLE;
const chromium = findChromium('tests/admin-center.test.ts');

describe.skipIf(chromium === undefined)('an administrator in Chromium', () => {
  let browserWorld: BrowserWorld;
  let second: SecondPki;
  const pages: Page[] = [];

  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
    second = await startSecondPki();
    await makeRefusal(browserWorld);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await second?.[Symbol.asyncDispose]();
    await browserWorld?.[Symbol.asyncDispose]();
  });

  it('uploads a root and an intermediate, sees their CRLs arrive, refreshes and deletes', async () => {
    const page = await open();
    await goTo(page, 'Certificate authorities');
    await expectTitle(page, 'Certificate authorities');
    await upload(page, second.rootFile, 'Yes', second.pki.publisherUrl, 'root');
    await upload(page, second.issuingFile, 'No', second.pki.publisherUrl, 'issuing');

    const issuing = rowOf(page, 'Fabrikam Issuing CA');
    await issuing.getByText('Intermediate').waitFor();
    await issuing.getByText('Base 1 Valid').waitFor();
    await issuing.getByText('Delta', { exact: false }).first().waitFor();
    await rowOf(page, 'Fabrikam Root CA').getByText('Base 1 Valid').waitFor();
    expect((await listStore()).find(({ issuer }) => issuer === second.pki.issuing.subject)).toMatchObject({
      isRootAuthority: false,
      certificateRevocationListUrl: `${second.pki.publisherUrl}/crl/issuing.crl`,
      deltaCertificateRevocationListUrl: `${second.pki.publisherUrl}/crl/issuing-delta.crl`,
      issuerSki: second.pki.issuing.subjectKeyIdentifier,
    });

    const certificate = await second.pki.issueClientCertificate({ commonName: 'Somebody' });
    await second.pki.revoke(certificate.serialNumber, 'keyCompromise');
    await second.pki.publish();
    await page.getByRole('button', { name: 'Refresh now: CRLs of Fabrikam Issuing CA' }).click();
    await issuing.getByText('1 entry').first().waitFor();

    await page.getByRole('button', { name: 'Delete Fabrikam Issuing CA' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Fabrikam Issuing CA was deleted.').first().waitFor();
    // While the question is open the rows behind it are hidden from this page's roles, deleted or not.
    await rowOf(page, 'Fabrikam Root CA').waitFor();
    await issuing.waitFor({ state: 'detached' });
    expect((await listStore()).map(({ issuer }) => issuer).sort()).toEqual(
      [browserWorld.world.pki.root, browserWorld.world.pki.issuing, second.pki.root]
        .map(({ subject }) => subject)
        .sort(),
    );
  });

  it('is told why a file is no certificate authority, and nothing changes', async () => {
    const before = await listStore();
    const page = await open();
    await goTo(page, 'Certificate authorities');
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Choose the file with the certificate.').waitFor();
    await page.locator('input[type=file]').setInputFiles(second.keyFile);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('The file holds a private key. It was not sent.').waitFor();
    await page.locator('input[type=file]').setInputFiles(second.leafFile);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('The certificate was not added').waitFor();
    await page.getByText(/Request id: [0-9a-f-]{36}/).waitFor();
    expect(await listStore()).toEqual(before);
  });

  it('chooses columns, and finds them again', async () => {
    const page = await open();
    await goTo(page, 'Certificate authorities');
    const header = page.getByRole('columnheader', { name: 'Subject key identifier' });
    expect(await header.count()).toBe(0);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Subject key identifier' }).click();
    await page.keyboard.press('Escape');
    await header.waitFor();
    await page.getByText(browserWorld.world.pki.root.subjectKeyIdentifier).waitFor();
    await page.reload();
    await header.waitFor();
  });

  it('creates a PKI, adds an authority, changes it, and deletes both', async () => {
    const page = await open();
    const { directory } = browserWorld.world.server.services;
    await goTo(page, 'PKI store');
    await page.getByRole('button', { name: 'Create PKI' }).click();
    await page.getByLabel('Display name').fill('Fabrikam cards');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('link', { name: 'Fabrikam cards' }).click();
    await expectTitle(page, 'Fabrikam cards');
    await page.getByText('This PKI holds no authority yet.', { exact: false }).waitFor();

    await page.getByRole('button', { name: 'Add authority' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Choose the file with the certificate.').waitFor();
    await page.locator('input[type=file]').setInputFiles(second.issuingFile);
    await page.getByRole('radio', { name: 'Intermediate' }).check();
    const crl = `${second.pki.publisherUrl}/crl/issuing.crl`;
    await page.getByLabel('Certificate revocation list URL', { exact: true }).fill(crl);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const row = rowOf(page, 'Fabrikam Issuing CA');
    await row.getByText(crl).waitFor();
    await row.getByRole('button', { name: 'Change Fabrikam Issuing CA' }).press('Enter');
    await page.getByLabel('Issuer hint').press('Space');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await row.getByText('Yes', { exact: true }).waitFor();
    const stored = (await listStore()).find(({ issuer }) => issuer === second.pki.issuing.subject);
    expect(stored).toMatchObject({
      isRootAuthority: false,
      isIssuerHintEnabled: true,
      certificateRevocationListUrl: crl,
      publicKeyInfrastructureId: expect.any(String),
    });
    // The flat list is another store: what is here is not there.
    await goTo(page, 'Certificate authorities');
    await rowOf(page, 'Contoso Root CA').waitFor();
    expect(await rowOf(page, 'Fabrikam Issuing CA').count()).toBe(0);

    await page.goBack();
    await row.getByRole('button', { name: 'Delete Fabrikam Issuing CA' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('This PKI holds no authority yet.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Delete PKI' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectTitle(page, 'PKI store');
    const pkis = await directory.publicKeyInfrastructures.list(CONTOSO_TENANT_ID);
    expect(pkis.map(({ displayName }) => displayName)).not.toContain('Fabrikam cards');
  });

  it('sets the certificate method by keyboard, and stores nothing before it is saved', async () => {
    const { authenticationMethodPolicies } = browserWorld.world.server.services.directory;
    const stored = async () => {
      const text = await authenticationMethodPolicies.find(CONTOSO_TENANT_ID, 'X509Certificate');
      return text === undefined ? undefined : JSON.parse(text);
    };
    const page = await open();
    await goTo(page, 'Certificate method');
    await expectTitle(page, 'Certificate method');
    await page.getByLabel('Certificate field').selectOption('IssuerAndSerialNumber');
    await page.getByRole('button', { name: 'Add binding' }).press('Enter');
    const name = 'IssuerAndSerialNumber to certificateUserIds';
    for (const _ of [1, 2]) await page.getByRole('button', { name: `Move up: ${name}` }).press('Enter');
    await page.getByRole('button', { name: 'Add rule' }).press('Enter');
    await page.getByLabel('Policy OID').fill('2.16.840.1.101.3.2.1.3.13');
    await page.getByRole('dialog').getByRole('button', { name: 'Add rule' }).press('Enter');
    await page.getByText('2.16.840.1.101.3.2.1.3.13').waitFor();
    await page.getByLabel('Require CRL validation').press('Space');
    expect(await stored()).toBeUndefined();
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText('The policy was saved.').first().waitFor();
    expect(await stored()).toMatchObject({
      certificateUserBindings: [
        {
          x509CertificateField: 'IssuerAndSerialNumber',
          userProperty: 'certificateUserIds',
          priority: 1,
          trustAffinityLevel: 'high',
        },
        { x509CertificateField: 'PrincipalName', priority: 2 },
        { x509CertificateField: 'RFC822Name', priority: 3 },
      ],
      authenticationModeConfiguration: {
        rules: [
          {
            x509CertificateRuleType: 'policyOID',
            policyOidIdentifier: '2.16.840.1.101.3.2.1.3.13',
            x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
          },
        ],
      },
      crlValidationConfiguration: { state: 'enabled' },
    });
    await page.getByLabel('Certificate-based authentication').selectOption('Disabled');
    await page.getByRole('button', { name: 'Discard' }).press('Enter');
    await expect.poll(() => page.getByLabel('Certificate-based authentication').inputValue()).toBe('enabled');
    await authenticationMethodPolicies.remove(CONTOSO_TENANT_ID, 'X509Certificate');
  });

  it("revokes a user's sessions", async () => {
    const page = await open();
    await goTo(page, 'Users');
    await page.getByRole('searchbox', { name: 'User name begins with' }).fill('ali');
    await page.getByRole('link', { name: bob.displayName }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: alice.displayName }).click();
    await expectTitle(page, alice.displayName);
    for (const [label, name] of [
      ['First name', alice.givenName],
      ['Last name', alice.surname],
    ] as const) {
      const fact = page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]');
      expect(await fact.textContent()).toBe(name);
    }
    await page.getByText('Always: no session was ever revoked').waitFor();
    await page.getByRole('button', { name: 'Revoke sessions' }).click();
    await page
      .getByRole('dialog')
      .or(page.getByRole('alertdialog'))
      .getByRole('button', { name: 'Revoke sessions' })
      .click();
    await page.getByText('Always: no session was ever revoked').waitFor({ state: 'detached' });
    const user = await browserWorld.world.server.services.directory.users.find(alice.id);
    expect(user?.stsRefreshTokensValidFrom).toEqual(expect.any(Number));
  });

  it('changes a person by keyboard, and sends only what was changed', async () => {
    const { users } = browserWorld.world.server.services.directory;
    const page = await open();
    await goToPerson(page, bob.displayName);
    const sent: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(request.postDataJSON());
    });
    const edit = page.getByRole('button', { name: 'Edit' });
    await edit.press('Enter');
    await page.getByLabel('First name').fill('Robert');
    await page.getByLabel('Certificate user ids').fill('X509:<PN>bob@partner.example\nbob');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText('Nothing was changed').waitFor();
    await page.getByText('Line 2: must be of one of the forms', { exact: false }).waitFor();
    expect((await users.find(bob.id))?.givenName).toBe(bob.givenName);
    await page.getByLabel('Certificate user ids').fill('X509:<PN>bob@partner.example');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText(`${bob.displayName} was changed.`).first().waitFor();
    const authorizationInfo = { certificateUserIds: ['X509:<PN>bob@partner.example'] };
    expect(sent.at(-1)).toEqual({ givenName: 'Robert', authorizationInfo });
    expect(await users.find(bob.id)).toMatchObject({
      givenName: 'Robert',
      surname: bob.surname,
      ...authorizationInfo,
    });
    await expect.poll(() => edit.evaluate((button) => button === document.activeElement)).toBe(true);
    await edit.press('Enter');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('heading', { name: `Edit ${bob.displayName}` }).waitFor({ state: 'detached' });
    expect(sent).toHaveLength(2);
  });

  it('counts the lines of certificate user ids as the field shows them', async () => {
    const page = await openPanelOf(alice.displayName);
    const ids = page.getByLabel('Certificate user ids');
    await ids.fill('\nX509:<SKI>0a\n\nalice');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Line 2: must be/).waitFor();
    expect((await ids.inputValue()).split('\n')[1]).toBe('alice');
  });

  it('leaves alone what somebody else changes of a person while the panel is open', async () => {
    const { users } = browserWorld.world.server.services.directory;
    const before = (await users.find(alice.id))!;
    const page = await openPanelOf(alice.displayName);
    await users.change(before, { ...before, surname: 'Baker' });
    await page.getByLabel('Certificate user ids').fill('alice');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing was changed').waitFor();
    // The page behind the panel shows by now what the other has changed.
    await page.getByText('Baker', { exact: true }).waitFor();
    await page.getByLabel('Certificate user ids').fill('X509:<SKI>0a');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(`${alice.displayName} was changed.`).first().waitFor();
    const after = (await users.find(alice.id))!;
    await users.change(after, before);
    expect(after).toMatchObject({ surname: 'Baker', certificateUserIds: ['X509:<SKI>0a'] });
  });

  it.each([
    ['', 'Must not be empty.'],
    ['A'.repeat(257), 'Must have at most 256 characters.'],
  ])('says in plain words what the display name %o lacks', async (displayName, sentence) => {
    const page = await openPanelOf(alice.displayName);
    const field = page.getByLabel('Display name');
    await field.fill(displayName);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(sentence).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
  });

  it('lets an application have ID tokens by keyboard, and takes that back', async () => {
    const { applications } = browserWorld.world.server.services.directory;
    const isOn = async () => (await applications.find(APPLICATION_IDS.web))?.enableIdTokenIssuance === true;
    const page = await open();
    await goTo(page, 'App registrations');
    await page.getByRole('searchbox', { name: 'Name begins with' }).fill('demo web');
    await page.getByRole('link', { name: 'Signet admin center' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Demo web app' }).click();
    await expectTitle(page, 'Demo web app');
    const box = page.getByRole('checkbox', { name: 'ID tokens (used for implicit and hybrid flows)' });
    expect(await box.isChecked()).toBe(false);
    await box.focus();
    await page.keyboard.press('Space');
    await page.getByText('Demo web app may have ID tokens now.').first().waitFor();
    expect([await isOn(), await box.isChecked()]).toEqual([true, true]);
    // The focus is where it was.
    await page.keyboard.press('Space');
    await page.getByText('Demo web app has no ID tokens any more.').first().waitFor();
    expect([await isOn(), await box.isChecked()]).toEqual([false, false]);
  });

  it("reads a refusal's evidence from the sign-in log", async () => {
    const page = await open();
    await goTo(page, 'Sign-in log');
    await page.getByLabel('Result').selectOption('refused');
    const accepted = page.getByRole('row').filter({ hasText: 'Success' });
    await expect.poll(() => accepted.count()).toBe(0);
    await page.getByRole('row').filter({ hasText: bob.userPrincipalName }).getByRole('link').click();
    await expectTitle(page, 'Refused sign-in');
    await page.getByText('certificate-revoked').first().waitFor();
    await page.getByText('The certificate was revoked at', { exact: false }).waitFor();
    expect(await page.getByLabel('Failed').count()).toBeGreaterThan(1);

    await page.getByRole('link', { name: 'Sign-in log' }).first().click();
    await page.getByRole('searchbox', { name: 'User name begins with' }).fill('admin@');
    await page.getByText(bob.userPrincipalName).waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'admin@contoso.example' }).first().waitFor();
  });

  it('a search holds nobody back who leaves the page while its typing pauses', async () => {
    const page = await open();
    await goTo(page, 'Users');
    // The next page comes when the pause is long over.
    let wasAsked = false;
    await page.route('**/assets/sign-ins-page-*.js', async (route) => {
      wasAsked = true;
      await setTimeout(1500);
      await route.continue();
    });
    await page.getByRole('searchbox', { name: 'User name begins with' }).fill('ali');
    await goTo(page, 'Sign-in log');
    await expectTitle(page, 'Sign-in log');
    expect(new URL(page.url()).pathname).toBe('/admin/sign-ins');
    expect(wasAsked).toBe(true);
  });

  it('the search follows the address back and forth', async () => {
    const page = await open();
    await goTo(page, 'Users');
    const search = page.getByRole('searchbox', { name: 'User name begins with' });
    await search.fill('ali ');
    await page.waitForURL(/search=ali$/);
    await page.getByRole('link', { name: alice.displayName }).click();
    await expectTitle(page, alice.displayName);
    await goTo(page, 'Users');
    await expect.poll(() => search.inputValue()).toBe('');
    await page.goBack();
    await expectTitle(page, alice.displayName);
    await page.goBack();
    await expect.poll(() => search.inputValue()).toBe('ali');
    await page.getByRole('navigation').getByRole('link', { name: 'Users' }).click();
    await expect.poll(() => search.inputValue()).toBe('');
    await page.getByRole('link', { name: bob.displayName }).waitFor();
    expect(page.url()).not.toContain('search');
  });

  it('comes back to the page that was asked for, and can sign out', async () => {
    const page = await open();
    await page.goto(`${browserWorld.world.server.origins.login}/admin/users?search=dora`);
    await page.getByRole('link', { name: DEMO_PEOPLE.dora.displayName }).waitFor();
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  });

  it('who is no administrator is told so', async () => {
    const page = await open(bob);
    await page.getByRole('heading', { name: 'You are not an administrator' }).waitFor();
    await page.getByText(`You are signed in as ${bob.userPrincipalName}`).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  it('reaches everything by keyboard, and the focus follows', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    await goTo(page, 'Users');
    await expectTitle(page, 'Users');
    // The focus follows a render later than the title.
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => globalThis.document.activeElement?.textContent);
    await expect.poll(focused).toBe('Users');
    await goTo(page, 'Certificate authorities');
    await page.getByRole('button', { name: 'Upload' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Upload certificate file' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Upload certificate file' }).waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Upload');
  });

  describe.each([
    ['a desktop', { width: 1280, height: 800 }],
    ['a phone', { width: 320, height: 640 }],
  ])('on %s, in light and in dark,', (_device, viewport) => {
    let administrator: Page;
    beforeAll(async () => {
      administrator = await openAdminCenter(browserWorld, { viewport });
    });
    afterAll(() => administrator?.context().close());

    // A test for each page: all of them together take minutes on a busy machine.
    it.each(ADMIN_PAGES)('axe finds nothing on $name', async ({ show, person }) => {
      const page = person === undefined ? administrator : await open(person, { viewport });
      await show(page, browserWorld);
      await expectAccessible(page);
      await expectNoSidewaysScrolling(page);
      await leave(page);
    });
  });

  it('follows the device between light and dark until one is chosen', async () => {
    const page = await open();
    const ground = () =>
      page.evaluate(() => {
        const shell = globalThis.document.querySelector('main')!.parentElement!;
        return globalThis.getComputedStyle(shell).backgroundColor;
      });
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(ground).not.toBe(light);
    await page.getByRole('button', { name: 'Colours' }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await expect.poll(ground).toBe(light);
  });

  async function open(person = DEMO_PEOPLE.admin, options: ProfileOptions = {}): Promise<Page> {
    const page = await openAdminCenter(browserWorld, options, person);
    pages.push(page);
    return page;
  }

  async function openPanelOf(displayName: string): Promise<Page> {
    const page = await open();
    await goToPerson(page, displayName);
    await page.getByRole('button', { name: 'Edit' }).click();
    return page;
  }

  function listStore() {
    return browserWorld.world.server.services.directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
  }
});

async function upload(page: Page, file: string, root: 'Yes' | 'No', publisherUrl: string, name: string) {
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('radio', { name: root }).check();
  await page
    .getByLabel('Certificate revocation list URL', { exact: true })
    .fill(`${publisherUrl}/crl/${name}.crl`);
  await page
    .getByLabel('Delta certificate revocation list URL', { exact: true })
    .fill(`${publisherUrl}/crl/${name}-delta.crl`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Upload certificate file' }).waitFor({ state: 'detached' });
}

function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
}

interface SecondPki extends AsyncDisposable {
  readonly pki: LabPki;
  readonly rootFile: string;
  readonly issuingFile: string;
  readonly keyFile: string;
  readonly leafFile: string;
}

/** A partner's PKI: what an administrator has in files. */
async function startSecondPki(): Promise<SecondPki> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-second-pki-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const port = await findFreePort();
  const pki = await createLabPki({
    clock: createSystemClock(),
    random: createRandom(),
    keyAlgorithm: 'p-256',
    organisation: 'Fabrikam',
    publisherUrl: `http://localhost:${port}`,
  });
  stack.use(await startPublisher({ pki, port }));
  const leaf = await pki.issueClientCertificate({ commonName: 'Leaf' });
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  return {
    pki,
    rootFile: await write('root.cer', pki.root.certificate),
    issuingFile: await write('issuing.pem', pki.issuing.certificatePem),
    keyFile: await write('both.pem', pki.root.certificatePem + leaf.privateKeyPem),
    leafFile: await write(
      'leaf.pem',
      leaf.chainPem.slice(0, leaf.chainPem.indexOf('-----END CERTIFICATE-----') + 26),
    ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
