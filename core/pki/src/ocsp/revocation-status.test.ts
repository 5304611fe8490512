import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { NULL, octetString } from '../_der.ts';
import { extension as certificateExtension, extKeyUsage, issue, NOW, YEAR } from '../_test-pki.ts';
import type { RevocationStatus } from '../path/types.ts';
import { answer, digest, extension, refusal, type TestAnswer, type TestResponse } from './_test-responder.ts';
import { parseOCSPResponse } from './ocsp-response.ts';
import { type OcspQuestion, type OcspRevocationStatus, readRevocationStatus } from './revocation-status.ts';

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const NOCHECK = certificateExtension('1.3.6.1.5.5.7.48.1.5', false, NULL);

const ca = await issue({ subject: 'CN=Issuing CA', ca: true });
const otherCa = await issue({ subject: 'CN=Other CA', ca: true });
const twin = await issue({ subject: 'CN=Issuing CA', ca: true });
const alice = await issue({ subject: 'CN=Alice', issuer: ca });
const bob = await issue({ subject: 'CN=Bob', issuer: ca });
const responder = await issue({
  subject: 'CN=Responder',
  issuer: ca,
  extensions: [extKeyUsage(OCSP_SIGNING), NOCHECK],
});

const verifySignature = createSignatureVerifier();
const onAlice: TestAnswer = { certificate: alice.certificate, issuer: ca.certificate };

function judge(
  response: Partial<TestResponse> | Uint8Array,
  question: Partial<OcspQuestion> = {},
): OcspRevocationStatus {
  const der =
    response instanceof Uint8Array ? response : answer({ responder: ca, answers: [onAlice], ...response });
  return readRevocationStatus(parseOCSPResponse(der), {
    certificate: alice.certificate,
    issuer: ca.certificate,
    time: NOW,
    verifySignature,
    digest,
    ...question,
  });
}

function faultOf(status: RevocationStatus): string | undefined {
  const fault = status.checks.find(({ result }) => result === 'fail');
  return status.status === 'undetermined' ? `${status.failure}: ${fault?.check}` : status.status;
}

describe('what the responder says', () => {
  it('is good until nextUpdate', () => {
    expect(judge({})).toMatchObject({
      status: 'good',
      validity: { thisUpdate: NOW, goodUntil: NOW + 86_400 },
    });
  });

  it('is revoked, with time and reason', () => {
    const answers = [{ ...onAlice, status: 'revoked', reason: 1 }] as const;
    expect(judge({ answers })).toMatchObject({
      status: 'revoked',
      revocationDate: NOW - 3600,
      reason: 'keyCompromise',
    });
  });

  it('is revoked without a reason, or with one that nobody knows', () => {
    expect(judge({ answers: [{ ...onAlice, status: 'revoked' }] })).toMatchObject({ reason: 'unspecified' });
    expect(judge({ answers: [{ ...onAlice, status: 'revoked', reason: 99 }] })).toMatchObject({
      status: 'revoked',
      reason: 'unspecified',
    });
  });

  it('proves nothing when the responder does not know the certificate', () => {
    expect(faultOf(judge({ answers: [{ ...onAlice, status: 'unknown' }] }))).toBe(
      'ocsp-unusable: ocsp-entry',
    );
  });

  it.each([1, 2, 3, 5, 6])('proves nothing when it is a refusal (%i)', (status) => {
    expect(faultOf(judge(refusal(status)))).toBe('ocsp-unreachable: ocsp-status');
  });

  it('is the refusing one of several answers on one certificate', () => {
    const revoked = { ...onAlice, status: 'revoked', thisUpdate: NOW - 7200 } as const;
    expect(judge({ answers: [onAlice, revoked] }).status).toBe('revoked');
  });
});

describe('whom the answer speaks of', () => {
  it.each<[string, TestAnswer]>([
    ['another serial number', { certificate: bob.certificate, issuer: ca.certificate }],
    ['another issuer’s key', { certificate: alice.certificate, issuer: twin.certificate }],
    ['another issuer’s name', { certificate: otherCa.certificate, issuer: ca.certificate }],
    ['a hash that is not computed', { ...onAlice, hash: 'md5' }],
  ])('must not have %s', (_, single) => {
    expect(faultOf(judge({ answers: [single] }))).toBe('ocsp-unusable: ocsp-certificate-id');
  });

  it('may be named in SHA-256, and found among answers on others', () => {
    const onBob = { certificate: bob.certificate, issuer: ca.certificate };
    expect(judge({ answers: [onBob, { ...onAlice, hash: 'sha256' }] }).status).toBe('good');
  });
});

describe('who signed', () => {
  const delegated = { responder, certs: [responder.certificate] };

  it.each([true, false])('may be a responder that the CA named (by name: %s)', (byName) => {
    expect(judge({ ...delegated, byName }).status).toBe('good');
  });

  it('may have a name that other certificates sent along bear too', async () => {
    const extensions = [extKeyUsage(OCSP_SIGNING), NOCHECK];
    const renewed = await issue({ subject: 'CN=Responder', issuer: ca, extensions });
    const certs = [renewed.certificate, responder.certificate];
    expect(judge({ responder, certs, byName: true }).status).toBe('good');
    expect(judge({ responder: renewed, certs, byName: true }).status).toBe('good');
    const another = await issue({ subject: 'CN=Responder', issuer: ca, extensions });
    expect(faultOf(judge({ responder: another, certs, byName: true }))).toBe(
      'ocsp-signature-invalid: ocsp-signature',
    );
    const sameNameAsCa = await issue({ subject: 'CN=Issuing CA', issuer: ca, extensions });
    const alone = [sameNameAsCa.certificate];
    expect(judge({ responder: sameNameAsCa, certs: alone, byName: true }).status).toBe('good');
  });

  it.each([
    ['no purpose', []],
    ['any purpose', [extKeyUsage('2.5.29.37.0'), NOCHECK]],
    ['another purpose', [extKeyUsage('1.3.6.1.5.5.7.3.2'), NOCHECK]],
    ['no id-pkix-ocsp-nocheck, and nobody to ask', [extKeyUsage(OCSP_SIGNING)]],
  ])('must not be a certificate of the CA for %s', async (_, extensions) => {
    const someone = await issue({ subject: 'CN=Someone', issuer: ca, extensions });
    expect(faultOf(judge({ responder: someone, certs: [someone.certificate] }))).toBe(
      'ocsp-signature-invalid: ocsp-responder',
    );
  });

  it.each([
    ['another CA', { issuer: otherCa }],
    ['the CA’s namesake', { issuer: twin }],
    ['the CA, long ago', { issuer: ca, notAfter: NOW - 1 }],
  ])('must not be named by %s', async (_, options) => {
    const extensions = [extKeyUsage(OCSP_SIGNING), NOCHECK];
    const someone = await issue({ subject: 'CN=Someone', extensions, ...options });
    expect(faultOf(judge({ responder: someone, certs: [someone.certificate] }))).toBe(
      'ocsp-signature-invalid: ocsp-responder',
    );
  });

  it('is looked up when it has no id-pkix-ocsp-nocheck', async () => {
    const someone = await issue({
      subject: 'CN=Someone',
      issuer: ca,
      extensions: [extKeyUsage(OCSP_SIGNING)],
    });
    const response = { responder: someone, certs: [someone.certificate] };
    const ask = (status: RevocationStatus) => judge(response, { checkResponderRevocation: () => status });
    expect(ask({ status: 'good', checks: [] }).status).toBe('good');
    const revoked = { status: 'revoked', revocationDate: NOW, reason: 'unspecified', checks: [] } as const;
    expect(faultOf(ask(revoked))).toBe('ocsp-signature-invalid: ocsp-responder');
  });

  it('must be at hand', () => {
    expect(faultOf(judge({ responder }))).toBe('ocsp-signature-invalid: ocsp-responder');
  });

  it('must have signed what is read', () => {
    const der = answer({ responder: ca, answers: [onAlice] });
    // The last octets are the signature's.
    const at = der.length - 5;
    der[at] = (der[at] ?? 0) ^ 1;
    expect(faultOf(judge(der))).toBe('ocsp-signature-invalid: ocsp-signature');
  });

  it('must not use SHA-1, unless that is allowed', () => {
    expect(faultOf(judge({ hash: 'sha1' }))).toBe('ocsp-unusable: ocsp-algorithm');
    expect(judge({ hash: 'sha1' }, { allow: ['sha1'] }).status).toBe('good');
  });
});

describe('when the answer is good', () => {
  it.each([
    ['a minute before thisUpdate, for clocks differ', {}, NOW - 60, 'good'],
    ['ten minutes before thisUpdate', {}, NOW - 600, 'ocsp-expired: ocsp-this-update'],
    ['at nextUpdate', {}, NOW + 86_400, 'ocsp-expired: ocsp-next-update'],
    ['without nextUpdate, at once', { nextUpdate: null }, NOW + 599, 'good'],
    ['without nextUpdate, later', { nextUpdate: null }, NOW + 600, 'ocsp-expired: ocsp-next-update'],
  ])('%s', (_, single, time, expected) => {
    expect(faultOf(judge({ answers: [{ ...onAlice, ...single }] }, { time }))).toBe(expected);
  });

  it('has nothing to do with a certificate that has expired since', () => {
    expect(judge({}, { time: NOW + 10 * YEAR }).status).toBe('undetermined');
  });
});

describe('what was asked', () => {
  const value = Uint8Array.from({ length: 32 }, (_, i) => i);
  const other = value.toReversed();

  it('is shown by the nonce', () => {
    expect(judge({ nonce: value }, { nonce: { value, required: true } }).status).toBe('good');
    const bare = extension('1.3.6.1.5.5.7.48.1.2', false, value);
    expect(judge({ extensions: [bare] }, { nonce: { value, required: true } }).status).toBe('good');
  });

  it.each([
    ['another nonce', { nonce: other }, false, 'ocsp-unusable: ocsp-nonce'],
    ['none where one is required', {}, true, 'ocsp-unusable: ocsp-nonce'],
    ['none, from a responder with a cache', {}, false, 'good'],
  ])('answered with %s', (_, response, required, expected) => {
    expect(faultOf(judge(response, { nonce: { value, required } }))).toBe(expected);
  });

  it('is not answered by critical extensions that nobody understands', () => {
    const unknown = extension('1.2.3.4', true, octetString(value));
    expect(faultOf(judge({ extensions: [unknown] }))).toBe('ocsp-unusable: ocsp-critical-extensions');
    const answers = [{ ...onAlice, extensions: [unknown] }];
    expect(faultOf(judge({ answers }))).toBe('ocsp-unusable: ocsp-critical-extensions');
  });
});
