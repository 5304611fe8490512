import { createXmlEncryptor } from '@signet/crypto';
import {
  guid,
  newRelyingPartyTrust,
  type RelyingPartyTrust,
  type RelyingPartyTrustId,
  SILENT_METADATA,
} from '@signet/identity';
import { PkiError, parseCertificates } from '@signet/pki';
import type { ServiceProviderMetadata } from '@signet/saml';
import type { ServerConfig, Services } from '@signet/server';
import { type Command, Option } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { collectUrls, parseCrlUrl } from '../../parse-options.ts';
import { readAuthorizationRules, readClaimRules } from '../../read-claim-rules.ts';
import { readNamedFile } from '../../read-file.ts';
import { print } from '../../terminal/print.ts';
import { isAddress, readMetadata } from './read-metadata.ts';
import { formatTrust, trustToJson } from './trust-text.ts';

interface AddOptions extends GlobalOptions {
  readonly name?: string;
  readonly metadata?: string;
  readonly identifier?: readonly string[];
  readonly acs?: readonly string[];
  readonly logout?: string;
  readonly wsfedUrl?: readonly string[];
  readonly signingCertificate?: readonly string[];
  readonly encryptionCertificate?: string;
  readonly nameIdFormat?: string;
  readonly requireSignedRequests?: true;
  readonly sign?: RelyingPartyTrust['signedParts'];
  readonly rules?: string;
  readonly authorizationRules?: string;
  readonly disabled?: true;
  readonly tenant?: string;
}

export function registerRelyingPartyAdd(relyingParty: Command): void {
  relyingParty
    .command('add')
    .description('Send people to an application: from its metadata, by options, or both (options win).')
    .option('--name <name>', 'name that people see (default: its identifier)')
    .option('--metadata <source>', 'file, or address to fetch it from now')
    .option('--identifier <identifier...>', 'entityID or wtrealm')
    .option('--acs <url...>', 'SAML: where responses go, the first by default', collectUrls)
    .option('--logout <url>', 'SAML: where logout messages go, by redirect', parseCrlUrl)
    .option('--wsfed-url <url...>', 'WS-Federation: where answers may go, the first by default', collectUrls)
    .option('--signing-certificate <file...>', 'what its requests are signed with, DER or PEM')
    .option('--encryption-certificate <file>', 'encrypt assertions for its key, DER or PEM')
    .option('--name-id-format <uri>', 'format of the NameID when a request asks for none')
    .option('--require-signed-requests', 'answer no request that is not signed')
    .addOption(
      new Option('--sign <parts>', 'what is signed of a response (default: assertion)').choices([
        'assertion',
        'message',
        'assertion-and-message',
      ]),
    )
    .option('--rules <file>', 'issuance transform rules: what it is told (default: the built-in rules)')
    .option(
      '--authorization-rules <file>',
      'issuance authorization rules: who may sign in (default: everybody)',
    )
    .option('--disabled', 'add it, but answer it not yet')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', EXAMPLES)
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      await withServices(options, (services, config) => addTrust(options, services, config));
    });
}

async function addTrust(options: AddOptions, services: Services, config: ServerConfig): Promise<void> {
  const { directory, clock, random } = services;
  const tenant = await chooseTenant(directory, options.tenant);
  const described = await describe(options, config);
  const [first, ...others] = described.identifiers;
  const trust = newRelyingPartyTrust({
    ...described,
    id: guid<RelyingPartyTrustId>(random.guid()),
    tenantId: tenant.id,
    identifiers: [first, ...others],
    displayName: options.name ?? first,
    state: options.disabled ? 'disabled' : 'enabled',
    ...(options.sign && { signedParts: options.sign }),
    ...(await readRules(options)),
    metadataUrl: options.metadata !== undefined && isAddress(options.metadata) ? options.metadata : undefined,
    createdAt: clock.now(),
  });
  checkUsable(trust, services);
  await directory.relyingPartyTrusts.add(trust);
  if (isRefreshed(trust, options)) await beginRefreshing(trust, services);
  print(options, trustToJson(trust), () =>
    [
      `People of ${tenant.displayName} can sign in to ${trust.displayName} from now on.`,
      ...refreshWords(trust, options),
      formatTrust(trust),
    ].join('\n'),
  );
}

/** Options beside the metadata would be lost at the next refresh; then it is left to the administrator. */
function isRefreshed({ metadataUrl }: RelyingPartyTrust, options: AddOptions): boolean {
  const { acs, logout, wsfedUrl, signingCertificate, encryptionCertificate, nameIdFormat, identifier } =
    options;
  const own = [acs, logout, wsfedUrl, signingCertificate, encryptionCertificate, nameIdFormat, identifier];
  return metadataUrl !== undefined && own.every((option) => option === undefined);
}

function refreshWords(trust: RelyingPartyTrust, options: AddOptions): readonly string[] {
  if (trust.metadataUrl === undefined) return [];
  return isRefreshed(trust, options)
    ? ['What its metadata say is taken over daily.']
    : ['Its metadata are not taken over again, or what the options say would be lost.'];
}

async function beginRefreshing(
  { id, metadataUrl: url = '' }: RelyingPartyTrust,
  { directory, clock }: Services,
): Promise<void> {
  await directory.metadataRefreshes.put({
    subject: `relying-party ${id}`,
    url,
    result: undefined,
    reason: undefined,
    lastRunAt: undefined,
    nextRunAt: clock.now(),
    etag: undefined,
    lastModified: undefined,
    signer: undefined,
  });
}

/** What the metadata says, with what the options say in its place. */
async function describe(options: AddOptions, config: ServerConfig): Promise<ServiceProviderMetadata> {
  const base =
    options.metadata === undefined
      ? { ...SILENT_METADATA, identifiers: [] }
      : await readMetadata(options.metadata, config);
  const [identifier, ...identifiers] = options.identifier ?? base.identifiers;
  if (identifier === undefined)
    throw new CommandError(
      EXIT.usage,
      'A relying party needs --metadata, or --identifier with --acs or --wsfed-url.',
    );
  const { acs, logout, wsfedUrl, signingCertificate, encryptionCertificate, requireSignedRequests } = options;
  return {
    identifiers: [identifier, ...identifiers],
    assertionConsumerServices:
      acs?.map((location, index) => ({ location, index, isDefault: index === 0 })) ??
      base.assertionConsumerServices,
    singleLogoutServices:
      logout === undefined ? base.singleLogoutServices : [{ binding: 'redirect', location: logout }],
    wsFederationUrls: wsfedUrl ?? base.wsFederationUrls,
    signingCertificates: signingCertificate
      ? (await Promise.all(signingCertificate.map(readCertificates))).flat()
      : base.signingCertificates,
    encryptionCertificate:
      encryptionCertificate === undefined
        ? base.encryptionCertificate
        : (await readCertificates(encryptionCertificate))[0],
    nameIdFormat: options.nameIdFormat ?? base.nameIdFormat,
    unsignedRequests: requireSignedRequests ? 'refused' : base.unsignedRequests,
  };
}

async function readRules({ rules, authorizationRules }: AddOptions): Promise<Partial<RelyingPartyTrust>> {
  return {
    issuanceTransformRules: rules === undefined ? undefined : await readClaimRules(rules),
    issuanceAuthorizationRules:
      authorizationRules === undefined ? undefined : await readAuthorizationRules(authorizationRules),
  };
}

function checkUsable(trust: RelyingPartyTrust, { random }: Services): void {
  if (trust.assertionConsumerServices.length === 0 && trust.wsFederationUrls.length === 0)
    throw new CommandError(
      EXIT.usage,
      'Nothing says where answers go: give --acs for SAML, --wsfed-url for WS-Federation.',
    );
  if (trust.unsignedRequests === 'refused' && trust.signingCertificates.length === 0)
    throw new CommandError(EXIT.usage, 'Signed requests cannot be required without --signing-certificate.');
  if (trust.encryptionCertificate === undefined) return;
  try {
    createXmlEncryptor(trust.encryptionCertificate, random);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new CommandError(EXIT.refused, `The encryption certificate cannot be used: ${cause.message}.`, {
      cause,
    });
  }
}

async function readCertificates(file: string): Promise<readonly Uint8Array[]> {
  const bytes = await readNamedFile(file);
  try {
    return parseCertificates(bytes).map(({ der }) => der);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CommandError(
      EXIT.refused,
      `${file} is not a certificate that can be read (${cause.message}).`,
      { cause },
    );
  }
}

const EXAMPLES = `
Examples:
  signet relying-party add --name Wiki --metadata https://wiki.contoso.example/saml/metadata
  signet relying-party add --name Intranet --identifier urn:contoso:intranet --wsfed-url https://intranet.contoso.example/`;
