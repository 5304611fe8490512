import { createXmlCrypto } from '@signet/crypto';
import {
  type DomainFederationSettings,
  examineSettings,
  examineToken,
  findMfaBehavior,
  knownCertificates,
  type Requirement,
} from '@signet/federation';
import { count, describeSignInCode, type SignInCode } from '@signet/identity';
import { originsOf, type ServerConfig, type Services } from '@signet/server';
import type { Command } from 'commander';
import { findDemoPki } from '../../demo/find-demo-pki.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { examineMetadata } from '../../federation/examine-metadata.ts';
import { examineRelyingParty } from '../../federation/examine-relying-party.ts';
import { type FederatedSubject, type FederationServer, findSubject } from '../../federation/find-subject.ts';
import { makeCloudToken } from '../../federation/make-token.ts';
import { readSettings } from '../../federation/read-settings.ts';
import { describeFederationServer } from '../../federation/server-facts.ts';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { readNamedFile } from '../../read-file.ts';
import { print } from '../../terminal/print.ts';
import { formatRequirements } from './requirements-text.ts';

interface CheckOptions extends GlobalOptions {
  readonly certificate?: string;
  readonly upn?: string;
  readonly settings?: string;
  readonly token?: string;
}

export function registerFederationCheck(federation: Command): void {
  federation
    .command('check')
    .description(
      'Hold token, metadata, relying party and the domain’s settings against what the service asks, line by line.',
    )
    .argument('<domain>', 'the federated domain')
    .option('--certificate <file>', 'certificate of a user of the domain; no key is needed')
    .option('--upn <name>', 'a user of the domain, without a certificate')
    .option(
      '--settings <file>',
      'JSON of the domain’s settings at the service (default: the domain as it is here)',
    )
    .option(
      '--token <file>',
      'a token that was issued: wresult or SAML response, XML or base64 (default: one made now)',
    )
    .addHelpText('after', HELP)
    .action(async (domain: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CheckOptions>();
      await withServices(options, (services, config) =>
        check(domain.toLowerCase(), options, services, config),
      );
    });
}

async function check(
  domain: string,
  options: CheckOptions,
  services: Services,
  config: ServerConfig,
): Promise<void> {
  const server = await describeFederationServer(config, services);
  const settings = await readSettings(domain, options.settings, services.directory);
  const protocol = settings.preferredAuthenticationProtocol === 'saml' ? 'saml' : 'wsFed';
  const pki = await findDemoPki(locateInstallation(options), services);
  const issuer = { ...server.config, signInOrigin: originsOf(config.listen).login };
  const token = await examineIssued({ domain, settings, protocol }, options, issuer, services);
  const lines = [
    ...examineSettings(domain, settings, { ...server, issuerUri: token.issuer ?? server.issuerUri }),
    ...(await examineRelyingParty(protocol, server.config, services)),
    ...(await examineMetadata(server, pki?.root.certificatePem)),
    ...token.lines,
  ];
  const failed = lines.filter(({ result }) => result === 'fail').length;
  print(options, { domain, failed, lines }, () => formatRequirements(lines));
  if (failed > 0) throw new CommandError(EXIT.refused, `${count(failed, 'line')} of ${lines.length} failed.`);
}

/** A token's lines, and its issuer where one was made now. */
async function examineIssued(
  about: {
    readonly domain: string;
    readonly settings: DomainFederationSettings;
    readonly protocol: 'wsFed' | 'saml';
  },
  options: CheckOptions,
  server: FederationServer,
  services: Services,
): Promise<{ readonly lines: readonly Requirement[]; readonly issuer?: string }> {
  const subject = await findSubject({ file: options.certificate, upn: options.upn }, server, services);
  if (subject.verdict === 'refused') return { lines: [refusedLine(subject.code)] };
  const token = await tokenOf(subject, about.protocol, options, server, services);
  if ('check' in token) return { lines: [token] };
  const lines = examineToken(token.text, {
    domain: about.domain,
    issuerUri: about.settings.issuerUri ?? '',
    signingCertificates: knownCertificates(about.settings),
    user: subject.user,
    provenBy: subject.certificate ? 'certificate' : 'something-else',
    protocol: about.protocol,
    federatedIdpMfaBehavior: findMfaBehavior(about.settings.federatedIdpMfaBehavior),
    now: services.clock.now(),
    crypto: createXmlCrypto(),
  });
  return { lines, ...(token.issuer !== undefined && { issuer: token.issuer }) };
}

async function tokenOf(
  subject: Extract<FederatedSubject, { verdict: 'found' }>,
  protocol: 'wsFed' | 'saml',
  { token }: CheckOptions,
  server: NonNullable<ServerConfig['federationServer']>,
  services: Services,
): Promise<{ readonly text: string; readonly issuer?: string } | Requirement> {
  if (token !== undefined) return { text: await readToken(token) };
  if (protocol === 'saml') return SAML_NEEDS_A_SIGN_IN;
  const made = await makeCloudToken(subject, server, services);
  if (made.verdict === 'made') return made;
  const detail = made.checks.map((each) => each.detail).join(' ');
  return refusedLine(made.code, detail);
}

/** As a browser's developer tools show it: the XML itself, or base64 of it. */
async function readToken(file: string): Promise<string> {
  const text = new TextDecoder().decode(await readNamedFile(file)).trim();
  return text.startsWith('<') ? text : Buffer.from(text, 'base64').toString('utf8');
}

function refusedLine(code: SignInCode, detail = ''): Requirement {
  const { aadsts, sentence, remedy } = describeSignInCode(code);
  const found = `AADSTS${aadsts}: ${sentence} ${detail}`.trim();
  return { check: 'token', asks: 'The federation server issues a token', result: 'fail', found, remedy };
}

const SAML_NEEDS_A_SIGN_IN: Requirement = {
  check: 'token',
  asks: 'The federation server issues a token',
  result: 'note',
  found:
    'not examined: a SAML response answers a request; give one with --token, from a browser’s developer tools',
};

const HELP = `
Exit codes: 0 every line is good, 4 one is not.

Examples:
  signet federation check contoso.com --certificate alice.pem --settings settings.json
  signet federation check contoso.com --upn alice@contoso.com`;
