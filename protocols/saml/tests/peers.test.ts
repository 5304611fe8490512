import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formOn, type TestBrowser } from '../../wsfed/tests/_browser.ts';
import { openBrowserOf } from '../../wsfed/tests/_journey.ts';
import { createKey, type ServiceProviderKey, signIn } from './_service-provider.ts';
import { addTrust, createWorld, FS, ISSUER_URI, NOW, type World } from './_world.ts';

const run = promisify(execFile);
const has = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const hasPython = (module: string): boolean => existsSync(`/usr/lib/python3/dist-packages/${module}`);

let world: World;
let alice: TestBrowser;
let key: ServiceProviderKey;
let folder: string;

beforeAll(async () => {
  world = await createWorld();
  alice = await openBrowserOf(world, 'alice');
  key = await createKey(world);
  folder = await mkdtemp(join(tmpdir(), 'signet-saml-peers-'));
  await writeFile(join(folder, 'key.pem'), key.privateKeyPem);
  await writeFile(join(folder, 'cert.pem'), toPem(key.certificate));
  const { certificate } = await world.keyRing.current(NOW);
  await writeFile(join(folder, 'idp.pem'), toPem(certificate));
  const metadata = await alice.get(`${FS}/FederationMetadata/2007-06/FederationMetadata.xml`);
  await writeFile(join(folder, 'metadata.xml'), metadata.text);
  await addTrust(world, 'signed', { signedParts: 'assertion-and-message' });
  await addTrust(world, 'encrypted', { encryptionCertificate: key.certificate });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await world[Symbol.asyncDispose]();
});

/** A response for a relying party, base64 as the form carries it; unsolicited. */
async function responseFor(name: string): Promise<string> {
  const loginToRp = encodeURIComponent(`https://${name}.example/metadata`);
  const page = await signIn(alice, `${FS}/adfs/ls/idpinitiatedsignon.htm?loginToRp=${loginToRp}`);
  return formOn(page).fields.get('SAMLResponse') ?? '';
}

async function python(script: string, ...words: string[]): Promise<string> {
  const { stdout } = await run('/usr/bin/python3', ['-c', script, ...words], { cwd: folder });
  return stdout.trim();
}

describe.skipIf(!has('xmlsec1'))('xmlsec1', () => {
  it.each(['saml:Assertion', 'samlp:Response'])('verifies the signature of our %s', async (element) => {
    const file = join(folder, 'response.xml');
    await writeFile(file, Buffer.from(await responseFor('signed'), 'base64'));
    const name = element.slice(element.indexOf(':') + 1);
    const namespace = name === 'Assertion' ? 'assertion' : 'protocol';
    const path = `/*[local-name()='Response']${name === 'Assertion' ? "/*[local-name()='Assertion']" : ''}/*[local-name()='Signature']`;
    const ids = ['--id-attr:ID', `urn:oasis:names:tc:SAML:2.0:${namespace}:${name}`];
    const { stderr } = await run(
      'xmlsec1',
      ['--verify', '--pubkey-cert-pem', 'idp.pem', ...ids, '--node-xpath', path, file],
      { cwd: folder },
    );
    expect(stderr).toContain('OK');
  });

  it('verifies the signature of our metadata', async () => {
    const ids = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor'];
    const { stderr } = await run(
      'xmlsec1',
      ['--verify', '--pubkey-cert-pem', 'idp.pem', ...ids, 'metadata.xml'],
      { cwd: folder },
    );
    expect(stderr).toContain('OK');
  });

  it('decrypts what we encrypt', async () => {
    const file = join(folder, 'encrypted.xml');
    await writeFile(file, Buffer.from(await responseFor('encrypted'), 'base64'));
    const { stdout } = await run('xmlsec1', ['--decrypt', '--privkey-pem', 'key.pem', file], { cwd: folder });
    expect(stdout).toContain('alice@contoso.example');
  });
});

describe.skipIf(!hasPython('onelogin/saml2'))('python3-onelogin-saml2', () => {
  it.each(['signed', 'encrypted'])('accepts our %s response in strict mode', async (name) => {
    await writeFile(join(folder, 'response.b64'), await responseFor(name));
    const answer = await python(ONELOGIN, name, ISSUER_URI, String(NOW + 1));
    expect(JSON.parse(answer)).toEqual({ valid: true, error: null, nameId: 'alice@contoso.example' });
  });
});

describe.skipIf(!hasPython('saml2'))('python3-pysaml2', () => {
  it('reads our metadata, signature included, and accepts our response by it', async () => {
    await writeFile(join(folder, 'response.b64'), await responseFor('signed'));
    const answer = await python(PYSAML2, 'signed', ISSUER_URI, String(NOW + 1));
    expect(JSON.parse(answer.split('\n').at(-1) ?? '')).toMatchObject({
      sso: `${FS}/adfs/ls/`,
      nameId: 'alice@contoso.example',
      issuer: ISSUER_URI,
    });
  });
});

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The clock of the world, for programs that have their own. */
const CLOCK = `
import sys, json, time, calendar, datetime
name, issuer, now = sys.argv[1], sys.argv[2], int(sys.argv[3])
`;

const ONELOGIN = `${CLOCK}
from onelogin.saml2.utils import OneLogin_Saml2_Utils as U
U.now = staticmethod(lambda: now)
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.response import OneLogin_Saml2_Response
sp = 'https://%s.example' % name
settings = OneLogin_Saml2_Settings({
  'strict': True,
  'sp': {'entityId': sp + '/metadata', 'assertionConsumerService': {'url': sp + '/acs'},
         'x509cert': open('cert.pem').read(), 'privateKey': open('key.pem').read()},
  'idp': {'entityId': issuer, 'singleSignOnService': {'url': '${FS}/adfs/ls/'}, 'x509cert': open('idp.pem').read()},
  'security': {'wantAssertionsSigned': True, 'wantMessagesSigned': name == 'signed',
               'wantAssertionsEncrypted': name == 'encrypted', 'rejectDeprecatedAlgorithm': True},
}, sp_validation_only=False)
response = OneLogin_Saml2_Response(settings, open('response.b64').read())
request = {'https': 'on', 'http_host': '%s.example' % name, 'script_name': '/acs', 'server_port': '443'}
valid = response.is_valid(request)
print(json.dumps({'valid': valid, 'error': response.get_error(), 'nameId': response.get_nameid() if valid else None}))
`;

const PYSAML2 = `${CLOCK}
import saml2.time_util, saml2.validate
stamp = time.gmtime(now)
saml2.time_util.utc_now = lambda: calendar.timegm(stamp)
saml2.validate.time_util.utc_now = saml2.time_util.utc_now
class Clock(datetime.datetime):
  @classmethod
  def utcnow(cls): return datetime.datetime.utcfromtimestamp(now)
saml2.time_util.datetime = Clock
saml2.time_util.time.gmtime = lambda seconds=None, real=time.gmtime: real(now if seconds is None else seconds)
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
sp = 'https://%s.example' % name
config = SPConfig().load({
  'entityid': sp + '/metadata', 'xmlsec_binary': '/usr/bin/xmlsec1',
  'service': {'sp': {'endpoints': {'assertion_consumer_service': [(sp + '/acs', BINDING_HTTP_POST)]},
    'allow_unsolicited': True, 'want_response_signed': True, 'want_assertions_signed': True}},
  'metadata': {'local': ['metadata.xml']}, 'allow_unknown_attributes': True,
})
client = Saml2Client(config)
response = client.parse_authn_request_response(open('response.b64').read(), BINDING_HTTP_POST)
print(json.dumps({'sso': config.metadata.single_sign_on_service(issuer, BINDING_HTTP_REDIRECT)[0]['location'],
  'nameId': response.get_subject().text, 'issuer': response.issuer()}))
`;
