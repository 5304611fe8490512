import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { originsOf, parseConfig, type ServerConfig } from '@signet/server';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { writeConfigFile } from '../change-config.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { type GlobalOptions, locateInstallation } from '../installation.ts';
import { readNamedFile } from '../read-file.ts';
import { print } from '../terminal/print.ts';
import { formatFacts } from '../terminal/table.ts';

interface InitOptions extends GlobalOptions {
  readonly hostname: string;
  readonly tlsCertificate: string;
  readonly tlsKey: string;
  readonly ports: Ports;
  readonly crlAddresses: ServerConfig['revocation']['addresses'];
}

export function registerInit(program: Command): void {
  program
    .command('init')
    .description('Make an empty installation in the data folder, for an organisation of your own.')
    .requiredOption('--hostname <name>', 'name of this server, as people’s browsers reach it')
    .requiredOption('--tls-certificate <file>', 'its TLS certificate with the chain, in PEM')
    .requiredOption('--tls-key <file>', 'the private key of that, in PEM')
    .option(
      '--ports <list>',
      'port to sign in at, port that asks for the certificate',
      parsePorts,
      DEFAULT_PORTS,
    )
    .addOption(
      new Option('--crl-addresses <which>', 'where CRLs may be fetched: «any» for a PKI inside your network')
        .choices(['public', 'public-and-loopback', 'any'])
        .default('public'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  signet init --hostname login.contoso.com --tls-certificate server.pem --tls-key server.key',
    )
    .action(async (_options, command: Command) => init(command.optsWithGlobals<InitOptions>()));
}

async function init(options: InitOptions): Promise<void> {
  const { folder, configFile } = locateInstallation(options);
  if (existsSync(configFile))
    throw new CommandError(
      EXIT.usage,
      `There is an installation in ${folder} already: name another folder with --data.`,
    );
  await checkTls(options);
  const config = describe(options);
  const { listen } = parseConfig(config);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeConfigFile(configFile, config);
  const origins = originsOf(listen);
  print(options, { configFile, ...origins }, () =>
    [
      `Made an empty installation in ${folder}.`,
      formatFacts([
        ['Configuration', configFile],
        ['People sign in at', origins.login],
        ['Certificates at', origins.certificate],
      ]),
      'Next: «signet tenant add <name> --domain <domain>».',
    ].join('\n'),
  );
}

/** What would only show when the first browser comes. */
async function checkTls({ hostname, tlsCertificate, tlsKey }: InitOptions): Promise<void> {
  const certificate = await read(tlsCertificate, 'certificate in PEM', (pem) => new X509Certificate(pem));
  const key = await read(tlsKey, 'private key in PEM without a password', (pem) => createPrivateKey(pem));
  if (!certificate.checkPrivateKey(key))
    throw new CommandError(EXIT.usage, `${tlsKey} is not the key of ${tlsCertificate}.`);
  if (certificate.checkHost(hostname) === undefined)
    throw new CommandError(
      EXIT.usage,
      `${tlsCertificate} is not for ${hostname}, and browsers would refuse it: it is for ${certificate.subjectAltName ?? certificate.subject}.`,
    );
}

async function read<Value>(file: string, what: string, parse: (pem: Buffer) => Value): Promise<Value> {
  const bytes = await readNamedFile(file);
  try {
    return parse(Buffer.from(bytes));
  } catch (cause) {
    throw new CommandError(EXIT.usage, `${file} is no ${what}.`, { cause });
  }
}

function describe({ hostname, tlsCertificate, tlsKey, ports, crlAddresses }: InitOptions): object {
  return {
    database: 'sqlite:signet.sqlite',
    encryptionKey: { file: 'encryption.key' },
    tls: { certFile: resolve(tlsCertificate), keyFile: resolve(tlsKey) },
    listen: { twoPorts: { hostname, loginPort: ports.login, certificatePort: ports.certificate } },
    revocation: { addresses: crlAddresses },
    log: { level: 'info' },
  };
}

interface Ports {
  readonly login: number;
  readonly certificate: number;
}

function parsePorts(text: string): Ports {
  const [login, certificate, another] = text.split(',').map(Number);
  const isPort = (port: number | undefined): port is number =>
    port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
  if (!isPort(login) || !isPort(certificate) || login === certificate || another !== undefined)
    throw new InvalidArgumentError('Name two ports, such as 443,49443.');
  return { login, certificate };
}

/** Those of Entra ID and AD FS. */
const DEFAULT_PORTS: Ports = { login: 443, certificate: 49_443 };
