import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSampleMatcher, createScriptMatcher } from './_match.ts';
import { runScript } from './_run.ts';
import { parseConsoleBlocks, parseScript } from './_script.ts';
import { createWorld } from './_world.ts';

const FOLDER = new URL('scripts/', import.meta.url);
const GUIDE = new URL('../../../docs/guide/', import.meta.url);

/** Some whose commands have processes of their own, as those of the guide's pages have: wrong usage, lists, downloads. */
const OWN_PROCESSES: ReadonlySet<string> = new Set([
  'usage.txt',
  'ca-list.txt',
  'crl-refresh.txt',
  'log-show.txt',
]);

describe('the command line prints what its scripts say', () => {
  for (const name of readdirSync(FOLDER)) {
    it(name.replace('.txt', ''), async () => {
      const script = parseScript(readFileSync(new URL(name, FOLDER), 'utf8'));
      await using world = await createWorld();
      await runScript(script, world, createScriptMatcher(), OWN_PROCESSES.has(name) ? 'own' : 'shared');
    });
  }
});

it.each([
  ['command-line.md', 11],
  ['phones.md', 2],
  ['cert-verify.md', 4],
  ['claim-rules.md', 7],
  ['native-certificates.md', 6],
  ['tokens.md', 2],
])('the examples of docs/guide/%s print what the page shows', async (page, least) => {
  const steps = parseConsoleBlocks(readFileSync(new URL(page, GUIDE), 'utf8'));
  expect(steps.length).toBeGreaterThanOrEqual(least);
  await using world = await createWorld();
  await runScript({ steps, files: FILES }, world, createSampleMatcher());
});

/** The batch that docs/guide/cert-verify.md answers. */
const CASES = [
  {
    id: 'dora',
    leaf: 'dora.cer',
    anchors: ['data/lab/public/ca/root.cer'],
    intermediates: ['data/lab/public/ca/issuing.cer'],
  },
  { id: 'nobody', leaf: 'nobody.cer' },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

/** The command line's world with a federation server. */
const FEDERATION_CONFIG = {
  database: 'sqlite:signet.sqlite',
  encryptionKey: { file: 'encryption.key' },
  tls: { certFile: 'lab/tls/server.pem', keyFile: 'lab/tls/server.key.pem' },
  listen: { twoPorts: { hostname: 'localhost', loginPort: 0, certificatePort: 0 } },
  federationServer: {
    tenantId: 'c0270500-0000-4000-8000-000000000001',
    issuerUri: 'http://localhost/adfs/services/trust',
    relyingParties: [],
  },
  revocation: { addresses: 'any' },
  log: { level: 'error' },
};

/** What the pages' commands read. */
const FILES = [
  { name: 'claims.json', contents: '{"idToken":[{"name":"upn"}]}' },
  { name: 'data/signet.json', contents: JSON.stringify(FEDERATION_CONFIG) },
  {
    name: 'wiki.txt',
    contents:
      '@RuleName = "Mail address"\nc:[Type == "http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname"]\n => issue(store = "Active Directory", types = ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"), query = ";mail;{0}", param = c.Value);\n',
  },
  {
    name: 'who.txt',
    contents:
      '@RuleName = "Not Bob"\n[Value =~ "^bob@"]\n => issue(Type = "http://schemas.microsoft.com/authorization/claims/deny", Value = "true");\n@RuleName = "Everybody else"\n=> issue(Type = "http://schemas.microsoft.com/authorization/claims/permit", Value = "true");\n',
  },
  { name: 'cases.jsonl', contents: CASES },
  {
    name: 'rules.txt',
    contents:
      '@RuleName = "Pass the UPN through"\nc:[Type == "http://schemas.xmlsoap.org/claims/UPN"] => issue(claim = c);\n',
  },
  {
    name: 'broken.txt',
    contents: 'c:[Type == "http://schemas.xmlsoap.org/claims/UPN"]\n => issue(claim = d);\n',
  },
];
