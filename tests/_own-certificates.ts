import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ClientCertificate, LabPki } from '@signet/lab';
import { type BrowserContext, chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, PATIENCE_MILLISECONDS } from './_chromium.ts';
import { makeSmartCard, registerCard, type SmartCard } from './_smart-card.ts';

/**
 * Chromium's own client certificates: they lie in the NSS database of the home folder, and a managed policy
 * chooses where a person would. That takes Debian's tools and the right to write the policy.
 */
export function findNssTools(suite: string): 'found' | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = ['certutil', 'pk12util'].filter(
    (tool) => !folders.some((folder) => existsSync(join(folder, tool))),
  );
  if (missing.length > 0) return leaveOut(suite, 'libnss3-tools is not installed');
  if (!isWritable('/etc')) return leaveOut(suite, 'only root may write a policy for Chromium');
  return 'found';
}

export interface OwnCertificates {
  readonly executablePath: string;
  /** Its root is trusted for TLS. */
  readonly pki: LabPki;
  readonly certificates: readonly ClientCertificate[];
  /** A key that never leaves its card; Chromium asks for the PIN in a window of its own, so it needs a display. */
  readonly card?: { readonly certificate: ClientCertificate; readonly display: string };
  /** Host names that DNS does not know and that are this machine: `*.contoso.example`. */
  readonly hostsHere?: string;
}

export interface OwnCertificatesBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly card: SmartCard | undefined;
}

/** A Chromium in a home of its own; everything it leaves, the policy first, is removed with it. */
export async function openOwnCertificatesBrowser(options: OwnCertificates): Promise<OwnCertificatesBrowser> {
  const stack = new AsyncDisposableStack();
  try {
    const home = await mkdtemp(join(tmpdir(), 'signet-chromium-'));
    stack.defer(() => rmSync(home, { recursive: true, force: true }));
    const database = fillNssDatabase(home, options);
    const { card: onCard } = options;
    const card = onCard && makeSmartCard(home, onCard.certificate);
    if (card) registerCard(database, card);
    stack.defer(writePolicy());
    const context = await chromium.launchPersistentContext(join(home, 'profile'), {
      executablePath: options.executablePath,
      headless: onCard === undefined,
      env: {
        ...process.env,
        ...card?.env,
        ...(onCard && { DISPLAY: onCard.display }),
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
      },
      args: [
        ...CHROMIUM_FLAGS.filter((flag) => onCard === undefined || flag !== '--headless'),
        ...(options.hostsHere === undefined
          ? []
          : [`--host-resolver-rules=MAP ${options.hostsHere} 127.0.0.1`]),
      ],
    });
    stack.defer(() => context.close());
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const owned = stack.move();
    return { context, card, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Answers the folder of the database. */
function fillNssDatabase(home: string, { pki, certificates }: OwnCertificates): string {
  const folder = join(home, '.pki', 'nssdb');
  mkdirSync(folder, { recursive: true });
  const database = ['-d', `sql:${folder}`];
  execFileSync('certutil', ['-N', '--empty-password', ...database]);
  const root = join(home, 'root.pem');
  writeFileSync(root, pki.root.certificatePem);
  execFileSync('certutil', ['-A', '-n', 'lab root', '-t', 'C,,', '-i', root, ...database]);
  for (const { p12, p12Password, serialNumber } of certificates) {
    const file = join(home, `${serialNumber}.p12`);
    writeFileSync(file, p12);
    execFileSync('pk12util', ['-i', file, '-W', p12Password, '-K', '', ...database], { stdio: 'pipe' });
  }
  return folder;
}

/**
 * Chromium chooses among the certificates that the server's issuer hints leave, without asking. Chromium reads the
 * policies of all suites that run at once and keeps one of them, so that all say the same.
 * Answers how to take the policy away again, with the folders that had to be made for it.
 */
function writePolicy(): () => void {
  const made = mkdirSync(POLICIES, { recursive: true });
  const file = join(POLICIES, `signet-test-${process.pid}.json`);
  const choices = SERVERS.map((pattern) => JSON.stringify({ pattern, filter: {} }));
  writeFileSync(file, JSON.stringify({ AutoSelectCertificateForUrls: choices }));
  return () => {
    rmSync(file, { force: true });
    if (made !== undefined) removeEmpty(POLICIES, made);
  };
}

function removeEmpty(folder: string, upTo: string): void {
  if (readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  if (folder !== upTo) removeEmpty(join(folder, '..'), upTo);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function leaveOut(suite: string, reason: string): undefined {
  console.log(`${suite}: ${reason}, its suite is left out`);
}

/** Where Debian's Chromium reads what its administrator decided. */
const POLICIES = '/etc/chromium/policies/managed';

/** Each on whatever port. */
const SERVERS = ['https://localhost', 'https://[*.]contoso.example'];
