import { parseCertificateList } from '@signet/pki';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  type TestAuthority,
  type TestCrl,
} from '../../../core/pki/src/crl/_test-authority.ts';
import { nextRefreshAt } from './refresh-schedule.ts';

let ca: TestAuthority;
beforeAll(async () => {
  ca = await createTestAuthority('CN=CA');
});

const NOW = Date.UTC(2026, 10, 23, 9) / 1000;
const DAY = 86_400;
const URLS = Array.from({ length: 50 }, (_, i) => `http://pki/${i}.crl`);

async function schedule(crl: Partial<TestCrl>, lookedAt = NOW, pollSeconds = 30 * DAY): Promise<number[]> {
  const list = parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, ...crl }));
  return URLS.map((url) => nextRefreshAt(list, lookedAt, url, { pollSeconds }) - NOW);
}

describe('nextRefreshAt', () => {
  it('lies in the last fifth of a list’s life, spread by URL over ten minutes', async () => {
    const times = await schedule({ nextUpdate: NOW + 10 * DAY });
    expect(Math.min(...times)).toBeGreaterThanOrEqual(8 * DAY);
    expect(Math.max(...times)).toBeLessThan(8 * DAY + 600);
    expect(new Set(times).size).toBeGreaterThan(20);
  });

  it('begins at Next CRL Publish when the CA names it', async () => {
    const times = await schedule({ nextUpdate: NOW + 10 * DAY, nextPublish: NOW + DAY });
    expect(Math.min(...times)).toBeGreaterThanOrEqual(DAY);
    expect(Math.max(...times)).toBeLessThan(DAY + 600);
  });

  it('is before nextUpdate even for a list that lives a minute', async () => {
    const times = await schedule({ nextUpdate: NOW + 60 });
    expect(Math.min(...times)).toBeGreaterThanOrEqual(48);
    expect(Math.max(...times)).toBeLessThan(60);
  });

  it('is never later than the poll', async () => {
    expect(new Set(await schedule({ nextUpdate: NOW + 10 * DAY }, NOW, 3600))).toEqual(new Set([3600]));
  });

  it('leaves a host five minutes while a new list is late', async () => {
    const late = NOW + 9 * DAY;
    expect(new Set(await schedule({ nextUpdate: NOW + 10 * DAY }, late))).toEqual(new Set([9 * DAY + 300]));
  });
});
