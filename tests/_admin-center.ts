import {
  DEFAULT_CERTIFICATE_METHOD,
  type GroupId,
  guid,
  type PublicKeyInfrastructureId,
} from '@signet/identity';
import { CERTIFICATE_PROMPT, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import type { Page } from 'playwright-core';
import type { BrowserWorld, ProfileOptions } from './_chromium.ts';
import type { World } from './_world.ts';

const { admin, alice, bob } = DEMO_PEOPLE;

/** A page of the admin center, gone to by somebody who is signed in to it. */
export interface AdminPage {
  /** Also the name of its picture. */
  readonly name: string;
  readonly show: (page: Page, browserWorld: BrowserWorld) => Promise<void>;
  /** Who looks at it; default the administrator. */
  readonly person?: DemoPerson;
}

export const ADMIN_PAGES: readonly AdminPage[] = [
  {
    name: 'admin-home',
    show: async (page) => {
      await goTo(page, 'Home');
      await page.getByText('Latest refusals').waitFor();
    },
  },
  {
    name: 'admin-certificate-authorities',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByText('Contoso Root CA', { exact: true }).waitFor();
    },
  },
  {
    name: 'admin-certificate-authorities-empty',
    show: async (page, { world }) => {
      await page.route(AUTHORITIES, (route) => route.fulfill({ json: { value: [] } }));
      await page.goto(`${world.server.origins.login}/admin/certificate-authorities`);
      await page.getByText('No authority is trusted yet').waitFor();
    },
  },
  {
    name: 'admin-certificate-authorities-trouble',
    show: async (page, { world }) => {
      await page.route(AUTHORITIES, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: withTrouble(await response.json()) });
      });
      await page.goto(`${world.server.origins.login}/admin/certificate-authorities`);
      await page.getByText('crl-unreachable').first().waitFor();
    },
  },
  {
    name: 'admin-columns',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Expires' }).waitFor();
    },
  },
  {
    name: 'admin-upload',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('heading', { name: 'Upload certificate file' }).waitFor();
    },
  },
  {
    name: 'admin-upload-no-file',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('Choose the file with the certificate.').waitFor();
    },
  },
  {
    name: 'admin-upload-refused',
    show: async (page, { world }) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Upload' }).click();
      const buffer = Buffer.from(world.pki.issuing.certificatePem);
      const file = { name: 'issuing.cer', mimeType: 'application/pkix-cert', buffer };
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByLabel('Certificate revocation list URL', { exact: true }).fill('file:///etc/passwd');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('The certificate was not added').waitFor();
    },
  },
  {
    name: 'admin-delete',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Delete Contoso Issuing CA' }).click();
      await page.getByRole('heading', { name: 'Delete Contoso Issuing CA?' }).waitFor();
    },
  },
  {
    name: 'admin-pki-store-empty',
    show: async (page, { world }) => {
      await page.route(PKIS, (route) => route.fulfill({ json: { value: [] } }));
      await page.goto(`${world.server.origins.login}/admin/pki-store`);
      await page.getByText('There is no PKI yet', { exact: false }).waitFor();
    },
  },
  {
    name: 'admin-pki-store',
    show: async (page, { world }) => {
      await makePki(world);
      await page.goto(`${world.server.origins.login}/admin/pki-store`);
      await page.getByRole('link', { name: PKI_NAME }).waitFor();
    },
  },
  {
    name: 'admin-pki-create',
    show: async (page) => {
      await goTo(page, 'PKI store');
      await page.getByRole('button', { name: 'Create PKI' }).click();
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('Give the PKI a name.').waitFor();
    },
  },
  {
    name: 'admin-pki',
    show: async (page, { world }) => {
      await goToPki(page, world);
      await page.getByText('Contoso Root CA', { exact: true }).waitFor();
    },
  },
  {
    name: 'admin-pki-add',
    show: async (page, { world }) => {
      await goToPki(page, world);
      await page.getByRole('button', { name: 'Add authority' }).click();
      await page.getByRole('heading', { name: 'Add authority' }).waitFor();
    },
  },
  {
    name: 'admin-pki-upload',
    show: async (page, { world }) => {
      await goToPki(page, world);
      await page.getByRole('button', { name: 'Upload .p7b' }).click();
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await page.getByText('The upload was not begun').waitFor();
    },
  },
  {
    name: 'admin-pki-change',
    show: async (page, { world }) => {
      await goToPki(page, world);
      await page.getByRole('button', { name: 'Change Contoso Root CA' }).click();
      await page.getByLabel('Certificate revocation list URL', { exact: true }).fill('file:///etc/passwd');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('The authority was not changed').waitFor();
    },
  },
  {
    name: 'admin-pki-delete',
    show: async (page, { world }) => {
      await goToPki(page, world);
      await page.getByRole('button', { name: 'Delete PKI' }).click();
      await page.getByRole('heading', { name: `Delete ${PKI_NAME}?` }).waitFor();
    },
  },
  {
    name: 'admin-certificate-method',
    show: async (page, { world }) => {
      await setPolicy(world);
      await page.goto(`${world.server.origins.login}/admin/certificate-method`);
      await page.getByText('1.2.3.4', { exact: true }).waitFor();
    },
  },
  {
    name: 'admin-certificate-method-refused',
    show: async (page, { world }) => {
      await page.goto(`${world.server.origins.login}/admin/certificate-method`);
      const rows = page.getByRole('table', { name: 'User bindings' });
      await rows
        .getByRole('button', { name: /^Remove: / })
        .first()
        .waitFor();
      for (let left = await rows.getByRole('button', { name: /^Remove: / }).count(); left > 0; left -= 1)
        await rows
          .getByRole('button', { name: /^Remove: / })
          .first()
          .click();
      await page.getByText('No certificate leads to a user. Add a binding.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The policy was not saved').waitFor();
    },
  },
  {
    name: 'admin-certificate-method-rule',
    show: async (page, { world }) => {
      await page.goto(`${world.server.origins.login}/admin/certificate-method`);
      await page.getByRole('button', { name: 'Add rule' }).click();
      await page.getByLabel('Rule for', { exact: true }).selectOption('Issuer and policy OID');
      await page.getByRole('dialog').getByRole('button', { name: 'Add rule' }).click();
      await page.getByText('Write the policy as digits with dots, like 1.2.3.4.').waitFor();
    },
  },
  {
    name: 'admin-users',
    show: async (page) => {
      await goTo(page, 'Users');
      await page.getByRole('link', { name: alice.displayName }).waitFor();
    },
  },
  {
    name: 'admin-user',
    show: async (page) => {
      await goToPerson(page, alice.displayName);
      await page.getByText('Sessions valid from').waitFor();
    },
  },
  {
    name: 'admin-user-edit',
    show: async (page) => {
      await goToPerson(page, alice.displayName);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('heading', { name: `Edit ${alice.displayName}` }).waitFor();
    },
  },
  {
    name: 'admin-user-edit-refused',
    show: async (page) => {
      await goToPerson(page, alice.displayName);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Certificate user ids').fill('X509:<SKI>0a\nalice');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Line 2: must be of one of the forms', { exact: false }).first().waitFor();
    },
  },
  {
    name: 'admin-revoke',
    show: async (page) => {
      await goToPerson(page, alice.displayName);
      await page.getByRole('button', { name: 'Revoke sessions' }).click();
      await page.getByRole('heading', { name: `Revoke the sessions of ${alice.displayName}?` }).waitFor();
    },
  },
  {
    name: 'admin-users-none-found',
    show: async (page) => {
      await goTo(page, 'Users');
      await page.getByRole('searchbox', { name: 'User name begins with' }).fill('nobody');
      await page.getByText('No user name begins with «nobody».').waitFor();
    },
  },
  {
    name: 'admin-applications',
    show: async (page) => {
      await goTo(page, 'App registrations');
      await page.getByRole('link', { name: 'Demo web app' }).waitFor();
    },
  },
  {
    name: 'admin-application',
    show: async (page) => {
      await goTo(page, 'App registrations');
      await page.getByRole('link', { name: 'Demo web app' }).click();
      await page.getByRole('checkbox').waitFor();
    },
  },
  {
    name: 'admin-sign-ins',
    show: async (page) => {
      await goTo(page, 'Sign-in log');
      // The latest fill the page, and those who looked at the pages before were all let in.
      await page.getByLabel('Result').selectOption('Refused');
      await page.getByText('AADSTS').first().waitFor();
    },
  },
  {
    name: 'admin-sign-in',
    show: async (page, { world }) => {
      const { items } = await world.server.services.directory.signInLog.list({}, { limit: 100 });
      const refused = items.find(({ code }) => code !== 'success');
      await page.goto(`${world.server.origins.login}/admin/sign-ins/${refused?.id}`);
      await page.getByRole('heading', { name: 'Evidence' }).waitFor();
    },
  },
  {
    name: 'admin-sign-in-accepted',
    show: async (page, { world }) => {
      const { items } = await world.server.services.directory.signInLog.list(
        { outcome: 'success' },
        { limit: 1 },
      );
      await page.goto(`${world.server.origins.login}/admin/sign-ins/${items[0]?.id}`);
      await page.getByRole('heading', { name: 'Evidence' }).waitFor();
    },
  },
  {
    name: 'admin-unreachable',
    show: async (page) => {
      await goTo(page, 'Home');
      await page.route('**/v1.0/users?**', (route) => route.abort('connectionrefused'));
      await goTo(page, 'Users', 'stays');
      await page.getByText('The server cannot be reached.', { exact: false }).waitFor();
    },
  },
  {
    name: 'admin-no-such-page',
    show: async (page, { world }) => {
      await page.goto(`${world.server.origins.login}/admin/nowhere`);
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    },
  },
  {
    name: 'admin-no-rights',
    // Not Alice: another test revokes her sessions.
    person: bob,
    show: async (page) => {
      await page.getByRole('heading', { name: 'You are not an administrator' }).waitFor();
    },
  },
];

const PKI_NAME = 'Contoso cards';

async function goToPki(page: Page, world: World): Promise<void> {
  await page.goto(`${world.server.origins.login}/admin/pki-store/${await makePki(world)}`);
  await page.getByRole('table', { name: 'Certificate authorities of the PKI' }).waitFor();
}

/** A PKI with the demo's root in it, once. Its list of trusted CAs stays as it is. */
async function makePki({ server, pki }: World): Promise<string> {
  const { directory, clock, random } = server.services;
  const pkis = await directory.publicKeyInfrastructures.list(CONTOSO_TENANT_ID);
  const there = pkis.find(({ displayName }) => displayName === PKI_NAME);
  if (there) return there.id;
  const all = await directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
  const root = all.find(({ issuer }) => issuer === pki.root.subject)!;
  const id = guid<PublicKeyInfrastructureId>(random.guid());
  const now = clock.now();
  await directory.publicKeyInfrastructures.add({
    id,
    tenantId: CONTOSO_TENANT_ID,
    displayName: PKI_NAME,
    status: 'succeeded',
    statusDetails: 'Added 1 of 1 certificate; what was there already was left.',
    createdAt: now,
    lastModifiedAt: now,
  });
  await directory.certificateAuthorities.add({
    ...root,
    id: guid(random.guid()),
    // Later than the classic one, which stays the first of all.
    createdAt: now,
    publicKeyInfrastructureId: id,
    isIssuerHintEnabled: true,
  });
  return id;
}

/** Something to see in every part of the policy, and nothing that another page's sign-in would feel. */
async function setPolicy({ server, pki }: World): Promise<void> {
  const { directory, random, clock } = server.services;
  const { items } = await directory.groups.list(CONTOSO_TENANT_ID, { limit: 1 });
  const group = items[0] ?? {
    id: guid<GroupId>(random.guid()),
    tenantId: CONTOSO_TENANT_ID,
    displayName: 'Card holders',
    description: undefined,
    createdAt: clock.now(),
  };
  if (items.length === 0) await directory.groups.add(group);
  const policy = {
    '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration',
    id: 'X509Certificate',
    ...DEFAULT_CERTIFICATE_METHOD,
    excludeTargets: [{ id: group.id, targetType: 'group' }],
    authenticationModeConfiguration: {
      x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
      x509CertificateDefaultRequiredAffinityLevel: 'low',
      rules: [
        {
          x509CertificateRuleType: 'policyOID',
          policyOidIdentifier: '1.2.3.4',
          x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
          x509CertificateRequiredAffinityLevel: 'high',
        },
      ],
    },
    certificateAuthorityScopes: [
      {
        subjectKeyIdentifier: pki.root.subjectKeyIdentifier,
        includeTargets: [{ id: group.id, targetType: 'group' }],
      },
    ],
  };
  await directory.authenticationMethodPolicies.put(
    CONTOSO_TENANT_ID,
    'X509Certificate',
    JSON.stringify(policy),
  );
}

/** Signs somebody in to the admin center in a fresh profile that holds their certificate. */
export async function openAdminCenter(
  browserWorld: BrowserWorld,
  options: ProfileOptions = {},
  person: DemoPerson = admin,
): Promise<Page> {
  const certificate = await browserWorld.world.issueFor(person);
  const page = await (await browserWorld.openProfile({ ...options, certificate })).newPage();
  // A colour on its way to another one has any contrast.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const answer = await page.goto(`${browserWorld.world.server.origins.login}/admin/`);
  if (answer?.status() === 503) {
    throw new Error('The admin center is not built: run «npm run build -w apps/admin», or «npm test».');
  }
  await page.getByLabel('User name').fill(person.userPrincipalName);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.waitForURL(/\/admin\/?$/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Bob's certificate is revoked and refused: a row in the log with evidence. */
export async function makeRefusal(browserWorld: BrowserWorld): Promise<void> {
  const certificate = await browserWorld.world.issueFor(bob);
  await browserWorld.world.revoke(certificate);
  const profile = await browserWorld.openProfile({ certificate });
  const page = await profile.newPage();
  await page.goto(browserWorld.webApp.origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('User name').fill(bob.userPrincipalName);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.getByRole('heading', { name: 'Sign-in failed' }).waitFor();
  await profile.close();
}

/** Back to a page without panels and without what `show` did to the network. */
export async function leave(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.keyboard.press('Escape');
}

/** By the navigation, which on a phone is behind a button. */
export async function goTo(page: Page, name: string, progress: 'ends' | 'stays' = 'ends'): Promise<void> {
  await waitUntilGone(page, PANELS);
  const menu = page.getByRole('button', { name: 'Navigation' });
  const link = page.getByRole('navigation').getByRole('link', { name });
  // A panel that has just gone still hides what is beside it for a moment.
  await menu.or(link).first().waitFor();
  if (await menu.isVisible()) await menu.click();
  await link.click();
  await waitUntilGone(page, PANELS);
  if (progress === 'ends') await waitUntilGone(page, '[role="progressbar"]');
}

/** The answer of the server with the last CRL gone stale: what a person sees of a CA in trouble. */
function withTrouble(body: StatesBody): StatesBody {
  const dateTime = new Date(Date.now() - 90_000).toISOString();
  const url = body.value[0]?.certificateRevocationLists[0]?.url;
  const reason = `${url} answered with status 404.`;
  const lastError = { code: 'crl-unreachable', reason, dateTime };
  const [first, ...rest] = body.value;
  if (first === undefined) throw new TypeError('the demo has no authority');
  const lists = first.certificateRevocationLists.map((list) => ({ ...list, state: 'expired', lastError }));
  return { ...body, value: [{ ...first, certificateRevocationLists: lists }, ...rest] };
}

interface StatesBody {
  readonly value: readonly { readonly certificateRevocationLists: readonly { readonly url?: string }[] }[];
}

const AUTHORITIES = '**/signet/certificateAuthorities';
const PKIS = '**/certificateBasedAuthConfigurations';

/** While a panel fades out it hides what is below it from screen readers, and dims it. */
const PANELS = '[role="dialog"], [role="alertdialog"], .fui-OverlayDrawer';

async function waitUntilGone(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((found) => globalThis.document.querySelector(found) === null, selector);
}

export async function goToPerson(page: Page, displayName: string): Promise<void> {
  await goTo(page, 'Users');
  await page.getByRole('link', { name: displayName }).click();
  await expectTitle(page, displayName);
}

export async function expectTitle(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  await page.waitForFunction(
    (title) => globalThis.document.title === title,
    `${heading} – Signet admin center`,
  );
}
