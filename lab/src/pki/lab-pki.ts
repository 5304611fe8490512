import { LabError } from '../lab-error.ts';
import { type AuthorityOptions, createAuthority, openAuthority, storeAuthority } from './authority.ts';
import { createClientCertificate } from './client-certificate.ts';
import { createFolderStore, createMemoryStore, type PkiStore } from './pki-store.ts';
import { findPublication, publishBytes, publishCas, publishCrls } from './publication.ts';
import { type Register, readRegister, writeRegister } from './register.ts';
import { revokeInRegister, unrevokeInRegister } from './revocation.ts';
import {
  createTlsIdentity,
  DEFAULT_TLS_DNS_NAMES,
  openTlsIdentity,
  storeTlsIdentity,
} from './tls-identity.ts';
import type {
  CaName,
  LabCertificateAuthority,
  LabPki,
  LabPkiOptions,
  OpenLabPkiOptions,
  TlsIdentity,
} from './types.ts';

/**
 * Makes root, issuing CA, TLS certificate and the first CRLs. With a folder, all of it is kept there:
 * `ca/`, `tls/`, `public/` and `register.json`, private keys readable by the owner alone. Throws
 * `folder-not-empty`.
 */
export async function createLabPki(options: LabPkiOptions): Promise<LabPki> {
  const store =
    options.folder === undefined
      ? createMemoryStore(() => options.clock.now())
      : createFolderStore(options.folder);
  if (!(await store.isEmpty())) {
    throw new LabError(
      'folder-not-empty',
      `${options.folder} is not empty; open the PKI in it or choose another folder.`,
    );
  }
  const settings = settingsOf(options);
  const root = await createAuthority('root', undefined, settings);
  const issuing = await createAuthority('issuing', root, settings);
  const tls = await createTlsIdentity(issuing, settings.tlsDnsNames, settings);
  await store.exclusively(async () => {
    await storeAuthority(store, root);
    await storeAuthority(store, issuing);
    await storeTlsIdentity(store, tls);
    await publishCas(store, [root, issuing]);
    // Last: a folder with a register is a whole PKI.
    await writeRegister(store, { ...emptyRegister(settings), tlsNotAfter: tls.notAfter });
  });
  const pki = assemble(store, settings, { root, issuing }, tls);
  await pki.publish();
  return pki;
}

/**
 * Opens what `createLabPki` left in a folder; several processes may. Renews the TLS certificate when it has
 * less than thirty days left. Throws `folder-without-pki` and `register-unreadable`.
 */
export async function openLabPki(folder: string, options: OpenLabPkiOptions): Promise<LabPki> {
  const store = createFolderStore(folder);
  const register = await readRegister(store);
  const settings: Settings = { ...register, ...options };
  const root = await openAuthority(store, 'root', settings.organisation, undefined);
  const issuing = await openAuthority(store, 'issuing', settings.organisation, root);
  if (!root || !issuing) {
    throw new LabError(
      'folder-without-pki',
      `The CA keys are missing from ${folder}; create a PKI in another folder.`,
    );
  }
  const tls = await openOrRenewTls(store, issuing, settings);
  return assemble(store, settings, { root, issuing }, tls);
}

type Settings = AuthorityOptions & { readonly tlsDnsNames: readonly string[] };

function settingsOf(options: LabPkiOptions): Settings {
  return {
    clock: options.clock,
    random: options.random,
    organisation: options.organisation ?? 'Contoso',
    keyAlgorithm: options.keyAlgorithm ?? 'rsa-2048',
    publisherUrl: options.publisherUrl ?? 'http://localhost:8080',
    tlsDnsNames: options.tlsDnsNames ?? DEFAULT_TLS_DNS_NAMES,
  };
}

function emptyRegister({ organisation, keyAlgorithm, publisherUrl, tlsDnsNames }: Settings): Register {
  const ca = { crlNumber: 0, revoked: [], base: undefined };
  const cas = { root: ca, issuing: ca };
  return {
    version: 1,
    organisation,
    keyAlgorithm,
    publisherUrl,
    tlsDnsNames,
    tlsNotAfter: 0,
    issued: [],
    cas,
  };
}

async function openOrRenewTls(
  store: PkiStore,
  issuing: LabCertificateAuthority,
  settings: Settings,
): Promise<TlsIdentity> {
  return await store.exclusively(async () => {
    const register = await readRegister(store);
    const existing = await openTlsIdentity(store);
    if (existing && register.tlsNotAfter - settings.clock.now() > RENEWAL_SECONDS) return existing;
    const renewed = await createTlsIdentity(issuing, settings.tlsDnsNames, settings);
    await storeTlsIdentity(store, renewed);
    await writeRegister(store, { ...register, tlsNotAfter: renewed.notAfter });
    return renewed;
  });
}

function assemble(
  store: PkiStore,
  settings: Settings,
  cas: Readonly<Record<CaName, LabCertificateAuthority>>,
  tls: TlsIdentity,
): LabPki {
  const update = <Result>(
    change: (register: Register) => Promise<readonly [Register, Result]>,
  ): Promise<Result> =>
    store.exclusively(async () => {
      const [register, result] = await change(await readRegister(store));
      await writeRegister(store, register);
      return result;
    });
  return Object.freeze<LabPki>({
    folder: store.folder,
    organisation: settings.organisation,
    publisherUrl: settings.publisherUrl,
    ...cas,
    tls: { chainPem: tls.chainPem, privateKeyPem: tls.privateKeyPem },
    issueClientCertificate: async (request) => {
      const { issuer: wanted = 'issuing' } = request;
      const issuer = typeof wanted === 'string' ? cas[wanted] : wanted;
      const { client, issued } = await createClientCertificate(request, issuer, settings);
      const ca = issuer === cas[issuer.name] ? issuer.name : undefined;
      return update(async (register) => [
        { ...register, issued: [...register.issued, { ...issued, ca }] },
        client,
      ]);
    },
    listIssued: async () => (await readRegister(store)).issued,
    newestCrlNumber: async (ca) => (await readRegister(store)).cas[ca].crlNumber,
    listRevoked: async (ca) => (await readRegister(store)).cas[ca].revoked,
    revoke: (serialNumber, reason = 'unspecified') =>
      update(async (register) =>
        revokeInRegister(
          register,
          { serialNumber, reason, revocationDate: settings.clock.now() },
          cas.issuing,
        ),
      ),
    unrevoke: (serialNumber) =>
      update(async (register) => [unrevokeInRegister(register, serialNumber, cas.issuing), undefined]),
    publish: (options = {}) =>
      update(async (register) => [
        await publishCrls(store, register, cas, options, settings.clock.now() - (options.ageSeconds ?? 0)),
        undefined,
      ]),
    publishBytes: (path, bytes) => publishBytes(store, path, bytes),
    findPublication: (path) => findPublication(store, path),
  });
}

const RENEWAL_SECONDS = 30 * 86_400;
