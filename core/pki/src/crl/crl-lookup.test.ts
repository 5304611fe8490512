import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CrlLookup,
  type CrlLookupResult,
  lookUpRevocation,
  parseCertificateList,
  type RevocationTarget,
} from '../index.ts';
import {
  createTestAuthority,
  der,
  derFlag,
  derPointName,
  issuingDistributionPoint,
  type TestAuthority,
  type TestCrl,
} from './_test-authority.ts';

let ca: TestAuthority;
beforeAll(async () => {
  ca = await createTestAuthority('O=Contoso, CN=Issuing CA');
});

const NOW = Date.UTC(2026, 10, 23, 9) / 1000;
const HOLD = { serialNumber: '0a', reason: 'certificateHold' } as const;
const REMOVED = { serialNumber: '0a', reason: 'removeFromCRL' } as const;

async function look(
  complete: Partial<TestCrl>,
  delta?: Partial<TestCrl>,
  target: Partial<RevocationTarget> = {},
): Promise<CrlLookupResult> {
  const parse = async (crl: Partial<TestCrl>) =>
    parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, ...crl }));
  return lookUpRevocation({
    target: { serialNumber: 'a', issuer: ca.certificate.subject, isCA: false, ...target },
    complete: await parse(complete),
    ...(delta !== undefined && { delta: await parse(delta) }),
    time: NOW,
  });
}

function outcomeOf({ fault, entry }: CrlLookupResult): string {
  return fault?.check ?? (entry === undefined ? 'good' : `revoked: ${entry.reason}`);
}

describe('a complete CRL', () => {
  it('says good or revoked, with the entry as evidence', async () => {
    expect(outcomeOf(await look({ entries: [{ serialNumber: '0b' }] }))).toBe('good');
    const result = await look({ entries: [{ serialNumber: '0a', reason: 'superseded' }] });
    expect(outcomeOf(result)).toBe('revoked: superseded');
    expect(result.checks.at(-1)).toMatchObject({
      check: 'crl-entry',
      result: 'fail',
      facts: { serialNumber: '0A', revocationDate: '2026-11-23T09:00:00Z', reason: 'superseded' },
    });
  });

  it('revokes whom it lists with removeFromCRL, which only a delta may say', async () => {
    const result = await look({ entries: [REMOVED] });
    expect(outcomeOf(result)).toBe('revoked: removeFromCRL');
    expect(result.checks.at(-1)?.result).toBe('fail');
  });

  it('says nothing outside its time', async () => {
    expect(outcomeOf(await look({ thisUpdate: NOW + 1 }))).toBe('crl-this-update');
    expect(outcomeOf(await look({ thisUpdate: NOW - 9, nextUpdate: NOW }))).toBe('crl-next-update');
    expect(outcomeOf(await look({ thisUpdate: NOW - 9, nextUpdate: NOW + 1 }))).toBe('good');
  });

  it('without nextUpdate counts for a week', async () => {
    const week = 7 * 86_400;
    expect(outcomeOf(await look({ thisUpdate: NOW - week + 1, nextUpdate: null }))).toBe('good');
    expect(outcomeOf(await look({ thisUpdate: NOW - week, nextUpdate: null }))).toBe('crl-next-update');
  });

  it('says nothing of another issuer’s certificates', async () => {
    const other = await createTestAuthority('CN=Other');
    expect(outcomeOf(await look({}, undefined, { issuer: other.certificate.subject }))).toBe('crl-issuer');
  });

  it('is not a delta', async () => {
    expect(outcomeOf(await look({ crlNumber: 2, baseCrlNumber: 1 }))).toBe('crl-complete');
  });
});

describe('an issuing distribution point', () => {
  const only = (number: number) => ({ extensions: [issuingDistributionPoint(derFlag(number))] });

  it('limits the list to a kind of certificates', async () => {
    expect(outcomeOf(await look(only(1)))).toBe('good');
    expect(outcomeOf(await look(only(1), undefined, { isCA: true }))).toBe('crl-scope');
    expect(outcomeOf(await look(only(2)))).toBe('crl-scope');
    expect(outcomeOf(await look(only(2), undefined, { isCA: true }))).toBe('good');
    expect(outcomeOf(await look(only(5)))).toBe('crl-scope');
  });

  it('limits the list to its distribution points', async () => {
    const named = { extensions: [issuingDistributionPoint(derPointName('http://pki/a.crl'))] };
    const point = (value: string) => ({
      distributionPoint: { fullName: [{ kind: 'uniformResourceIdentifier', value }] as const },
    });
    expect(outcomeOf(await look(named, undefined, point('http://pki/a.crl')))).toBe('good');
    expect(outcomeOf(await look(named, undefined, point('http://pki/b.crl')))).toBe('crl-distribution-point');
    expect(outcomeOf(await look(named))).toBe('good');
    expect(outcomeOf(await look({}, undefined, point('http://pki/b.crl')))).toBe('good');
  });

  it('compares the URLs of distribution points without regard to the case of scheme and host', async () => {
    const named = { extensions: [issuingDistributionPoint(derPointName('http://pki/a.crl'))] };
    const point = (...urls: readonly string[]): Partial<RevocationTarget> => ({
      distributionPoint: { fullName: urls.map((value) => ({ kind: 'uniformResourceIdentifier', value })) },
    });
    expect(outcomeOf(await look(named, undefined, point('http://pki/b.crl', 'HTTP://PKI/a.crl')))).toBe(
      'good',
    );
    expect(outcomeOf(await look(named, undefined, point('http://pki/A.crl')))).toBe('crl-distribution-point');
  });

  it('limits what absence proves to its reasons', async () => {
    const keyAndCa = issuingDistributionPoint(der(0x83, Buffer.of(5, 0x60)));
    const { reasons } = await look({ extensions: [keyAndCa] });
    expect([...reasons]).toEqual(['keyCompromise', 'cACompromise']);
    expect((await look({})).reasons.size).toBe(8);
  });
});

describe('a list that is asked again', () => {
  it('is judged anew for another issuer, kind of certificate, distribution point, time or delta', async () => {
    const { subject } = ca.certificate;
    const parse = async (crl: Partial<TestCrl>) =>
      parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, nextUpdate: NOW + 9, ...crl }));
    const extensions = [issuingDistributionPoint(derPointName('http://pki/a.crl'), derFlag(1))];
    const complete = await parse({ crlNumber: 10, extensions, entries: [HOLD] });
    const delta = await parse({ crlNumber: 11, baseCrlNumber: 10, extensions, entries: [REMOVED] });
    const other = await createTestAuthority('CN=Other');
    const [a, b] = ['http://pki/a.crl', 'http://pki/b.crl'].map((value) => ({
      fullName: [{ kind: 'uniformResourceIdentifier', value }] as const,
    }));
    const ask = (target: Partial<RevocationTarget>, more: Partial<CrlLookup> = {}): string => {
      const base = { serialNumber: 'a', issuer: subject, isCA: false, distributionPoint: a! };
      return outcomeOf(lookUpRevocation({ target: { ...base, ...target }, complete, time: NOW, ...more }));
    };
    for (const [target, more, outcome] of [
      [{}, {}, 'revoked: certificateHold'],
      [{ issuer: other.certificate.subject }, {}, 'crl-issuer'],
      [{ isCA: true }, {}, 'crl-scope'],
      [{ distributionPoint: b! }, {}, 'crl-distribution-point'],
      [{ serialNumber: 'b' }, {}, 'good'],
      [{}, { delta }, 'good'],
      [{}, { time: NOW + 9 }, 'crl-next-update'],
    ] as const) {
      expect([ask({}), ask(target, more), ask({})], outcome).toEqual([
        'revoked: certificateHold',
        outcome,
        'revoked: certificateHold',
      ]);
    }
  });
});

describe('a delta CRL', () => {
  it('adds, changes and removes entries', async () => {
    const base = { crlNumber: 10, entries: [HOLD] };
    const delta = { crlNumber: 12, baseCrlNumber: 9 };
    expect(outcomeOf(await look(base, delta))).toBe('revoked: certificateHold');
    expect(outcomeOf(await look(base, { ...delta, entries: [REMOVED] }))).toBe('good');
    const compromised = { serialNumber: '0a', reason: 'keyCompromise' } as const;
    expect(outcomeOf(await look(base, { ...delta, entries: [compromised] }))).toBe('revoked: keyCompromise');
    expect(outcomeOf(await look({ crlNumber: 10 }, { ...delta, entries: [compromised] }))).toBe(
      'revoked: keyCompromise',
    );
  });

  it('is in force only when it is newer than the complete CRL', async () => {
    const entries = [REMOVED];
    for (const [number, inForce] of [
      [11, true],
      [10, false],
      [9, false],
    ] as const) {
      const result = await look(
        { crlNumber: 10, entries: [HOLD] },
        { crlNumber: number, baseCrlNumber: 8, entries },
      );
      expect(result.deltaInForce, String(number)).toBe(inForce);
      expect(outcomeOf(result)).toBe(inForce ? 'good' : 'revoked: certificateHold');
    }
  });

  it('does not fit a complete CRL older than its base', async () => {
    expect(outcomeOf(await look({ crlNumber: 10 }, { crlNumber: 12, baseCrlNumber: 10 }))).toBe('good');
    expect(outcomeOf(await look({ crlNumber: 10 }, { crlNumber: 12, baseCrlNumber: 11 }))).toBe('crl-delta');
  });

  it('does not fit without numbers', async () => {
    expect(outcomeOf(await look({}, { crlNumber: 12, baseCrlNumber: 11 }))).toBe('crl-delta');
    expect(outcomeOf(await look({ crlNumber: 11 }, { baseCrlNumber: 11 }))).toBe('crl-delta');
    expect(outcomeOf(await look({ crlNumber: 11 }, { crlNumber: 12 }))).toBe('crl-delta');
  });

  it('does not fit with another scope or another key', async () => {
    const delta = { crlNumber: 12, baseCrlNumber: 10 };
    const extensions = [issuingDistributionPoint(derFlag(1))];
    expect(outcomeOf(await look({ crlNumber: 10 }, { ...delta, extensions }))).toBe('crl-delta');
    expect(outcomeOf(await look({ crlNumber: 10, extensions }, { ...delta, extensions }))).toBe('good');
    expect(outcomeOf(await look({ crlNumber: 10 }, { ...delta, withoutKeyIdentifier: true }))).toBe(
      'crl-delta',
    );
  });

  it('says nothing outside its time', async () => {
    const delta = { crlNumber: 12, baseCrlNumber: 10 };
    expect(outcomeOf(await look({ crlNumber: 10 }, { ...delta, thisUpdate: NOW + 1 }))).toBe(
      'crl-this-update',
    );
    const expired = { ...delta, thisUpdate: NOW - 9, nextUpdate: NOW };
    expect(outcomeOf(await look({ crlNumber: 10 }, expired))).toBe('crl-next-update');
  });
});
