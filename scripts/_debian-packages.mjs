/**
 * Programs that suites start and npm does not bring. As root on Debian they are installed; otherwise they are
 * named with the command, and the suites that need them are left out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './_checkout.mjs';

/** One table of what is needed: the Debian package, the program in it that proves it, the suites that start it. */
const NEEDED = [
  {
    package: 'openssl',
    isThere: () => isOnPath('openssl'),
    suites: ['core', 'services', 'protocols', 'lab', 'apps', 'tests'],
  },
  { package: 'postgresql', isThere: hasPostgresServer, suites: ['services/directory', 'tests'] },
  { package: 'chromium', isThere: () => isOnPath('chromium'), suites: ['tests'] },
  { package: 'libwbxml2-utils', isThere: () => isOnPath('wbxml2xml'), suites: ['core/wbxml', 'tests'] },
  // Thunderbird comes with it, which nothing here starts: only its own files are taken.
  { package: 'webext-eas4tbsync', isThere: hasEasTbSync, suites: ['tests'], unpack: unpackEasTbSync },
  { package: 'nginx-light', isThere: () => existsSync('/usr/sbin/nginx'), suites: ['tests'] },
  { package: 'haproxy', isThere: () => existsSync('/usr/sbin/haproxy'), suites: ['tests'] },
  { package: 'curl', isThere: () => isOnPath('curl'), suites: ['tests'] },
  {
    package: 'libapache2-mod-auth-mellon',
    isThere: () => hasApacheModule('mod_auth_mellon.so'),
    suites: ['tests'],
  },
  {
    package: 'libapache2-mod-auth-openidc',
    isThere: () => hasApacheModule('mod_auth_openidc.so'),
    suites: ['tests'],
  },
  { package: 'libapache2-mod-shib', isThere: () => hasApacheModule('mod_shib.so'), suites: ['tests'] },
  {
    package: 'simplesamlphp',
    isThere: () => existsSync('/usr/share/simplesamlphp/www'),
    suites: ['tests'],
  },
  { package: 'libapache2-mod-php', isThere: () => hasApacheModule(/^libphp[\d.]*\.so$/), suites: ['tests'] },
  // SimpleSAMLphp needs it and its package does not say so.
  { package: 'php-xml', isThere: () => hasPhpModule('dom'), suites: ['tests'] },
  { package: 'php-ldap', isThere: () => hasPhpModule('ldap'), suites: ['tests'] },
  { package: 'slapd', isThere: () => existsSync('/usr/sbin/slapd'), suites: ['tests'] },
  { package: 'softhsm2', isThere: () => isOnPath('softhsm2-util'), suites: ['tests'] },
  { package: 'opensc', isThere: () => isOnPath('pkcs11-tool'), suites: ['tests'] },
  { package: 'xvfb', isThere: () => isOnPath('Xvfb'), suites: ['tests'] },
  { package: 'xdotool', isThere: () => isOnPath('xdotool'), suites: ['tests'] },
  {
    package: 'python3-msal',
    isThere: () => existsSync('/usr/lib/python3/dist-packages/msal'),
    suites: ['tests'],
  },
  {
    package: 'python3-adal',
    isThere: () => existsSync('/usr/lib/python3/dist-packages/adal'),
    suites: ['tests'],
  },
  { package: 'xmlsec1', isThere: () => isOnPath('xmlsec1'), suites: ['protocols/saml'] },
  { package: 'python3-pysaml2', isThere: () => hasPythonModule('saml2'), suites: ['protocols/saml'] },
  {
    package: 'python3-onelogin-saml2',
    isThere: () => hasPythonModule('onelogin/saml2'),
    suites: ['protocols/saml'],
  },
  { package: 'libnss3-tools', isThere: () => isOnPath('certutil'), suites: ['tests'] },
];

/**
 * Installs what the suites chosen by `filters` (the words for vitest; one that is part of a path, or no path: all) lack.
 * Returns one line per package that is still missing.
 */
export function ensureDebianPackages(filters) {
  const missing = NEEDED.filter(({ suites, isThere }) => isChosen(suites, filters) && !isThere());
  if (missing.length === 0) return [];
  const canInstall = process.getuid?.() === 0 && isOnPath('apt-get');
  if (canInstall) installPackages(missing);
  return missing
    .filter(({ isThere }) => !isThere())
    .map((needed) => `${needed.package} is not installed: ${INSTALL} ${needed.package}`);
}

function isChosen(suites, filters) {
  const folders = filters.filter(
    (word, at) => !word.startsWith('-') && !BEFORE_A_NAME.includes(filters[at - 1]),
  );
  // What begins with no folder of the repository may be part of any suite's path.
  if (!folders.every((filter) => existsSync(join(ROOT, filter.split('/', 1)[0])))) return true;
  return (
    folders.length === 0 ||
    folders.some((filter) => suites.some((suite) => filter.startsWith(suite) || suite.startsWith(filter)))
  );
}

function installPackages(missing) {
  console.log(`Installing ${missing.map((needed) => needed.package).join(', ')} with apt-get …`);
  if (!hasFreshLists()) aptGet(['update']);
  const names = missing.filter(({ unpack }) => unpack === undefined).map((needed) => needed.package);
  if (names.length > 0) {
    withoutServices(() =>
      withoutDatabaseCluster(() => aptGet(['install', '-y', '--no-install-recommends', ...names])),
    );
  }
  for (const { unpack } of missing) unpack?.();
}

function aptGet(words, options = {}) {
  const { status, stdout, stderr } = spawnSync('apt-get', words, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (status !== 0)
    console.error(`${stdout}${stderr}\n\`apt-get ${words.join(' ')}\` failed with code ${status}.`);
}

/**
 * Debian's postgresql makes a database cluster and starts it as a service. The suites make their own in a
 * temporary folder, so for the time of this one installation the package is told to make none.
 */
function withoutDatabaseCluster(work) {
  const folder = '/etc/postgresql-common/createcluster.d';
  const file = join(folder, 'signet-tests.conf');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
  try {
    work();
  } finally {
    rmSync(file);
  }
}

/**
 * Debian starts what it installs: nginx would take port 80. The suites start their own on free ports, so for the time
 * of this one installation nothing is started (policy-rc.d of Debian's invoke-rc.d), unless there is a policy already.
 */
function withoutServices(work) {
  const file = '/usr/sbin/policy-rc.d';
  if (existsSync(file)) return work();
  writeFileSync(file, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    rmSync(file);
  }
}

/** EAS-4-TbSync as Debian's package puts it, or as it was unpacked here. */
function hasEasTbSync() {
  return [`/${EAS_TBSYNC}`, join(UNPACKED, EAS_TBSYNC)].some((path) => existsSync(path));
}

function unpackEasTbSync() {
  mkdirSync(UNPACKED, { recursive: true });
  aptGet(['download', '-o', 'APT::Sandbox::User=root', 'webext-eas4tbsync'], { cwd: UNPACKED });
  for (const name of readdirSync(UNPACKED).filter((file) => file.endsWith('.deb'))) {
    spawnSync('dpkg-deb', ['-x', name, '.'], { cwd: UNPACKED });
  }
}

function hasFreshLists() {
  if (!existsSync(LISTS)) return false;
  const yesterday = Date.now() - 24 * 60 * 60 * 1000;
  return readdirSync(LISTS).some(
    (name) => /_Packages/.test(name) && statSync(join(LISTS, name)).mtimeMs > yesterday,
  );
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** By the name of its file; PHP's has its version in it. */
function hasApacheModule(file) {
  const modules = '/usr/lib/apache2/modules';
  if (!existsSync(modules)) return false;
  return readdirSync(modules).some((name) => (file instanceof RegExp ? file.test(name) : file === name));
}

/** PHP names the folder of its extensions by the version of its interface. */
function hasPhpModule(name) {
  const folder = '/usr/lib/php';
  return existsSync(folder) && readdirSync(folder).some((api) => existsSync(join(folder, api, `${name}.so`)));
}

/** As Debian puts them, for its own Python. */
function hasPythonModule(folder) {
  return existsSync(join('/usr/lib/python3/dist-packages', folder));
}

/** Debian keeps the server's programs off the PATH, one folder per version. */
function hasPostgresServer() {
  if (isOnPath('initdb')) return true;
  const versions = '/usr/lib/postgresql';
  return (
    existsSync(versions) &&
    readdirSync(versions).some((name) => existsSync(join(versions, name, 'bin', 'initdb')))
  );
}

/** Options of vitest whose next word is part of a test's name. */
const BEFORE_A_NAME = ['-t', '--testNamePattern'];
const EAS_TBSYNC = 'usr/share/webext/eas4tbsync@jobisoft.de.xpi';
const UNPACKED = join(ROOT, 'node_modules/.cache/signet/debian');
const LISTS = '/var/lib/apt/lists';
const INSTALL = 'apt-get install -y --no-install-recommends';
