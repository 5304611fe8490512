import { formatTime } from '@signet/pki';
import { ask } from './requests.ts';
import { type DoctorCheck, onFault, type Patient } from './types.ts';

/** Holds this machine's clock against the Date header of others, publishers of CRLs above all. */
export const checkClocks: DoctorCheck = async (patient) => {
  const subject = { check: 'clock', name: 'Clock' };
  const seen = await Promise.all(originsToAsk(patient).map((origin) => readDifference(origin, patient)));
  const known = seen.filter((one) => one !== undefined);
  if (known.length === 0) return [{ ...subject, result: 'skipped', evidence: 'nobody answered with a date' }];
  const evidence = known.map(({ origin, seconds }) => `${seconds} s off ${origin}`).join(', ');
  if (known.every(({ seconds }) => Math.abs(seconds) <= TOLERANCE_SECONDS)) {
    return [{ ...subject, result: 'pass', evidence }];
  }
  return [
    {
      ...subject,
      result: 'fail',
      evidence: `${evidence}; here it is ${formatTime(patient.now())}`,
      remedy: `Set the clock of whichever is wrong${onFault(patient, 'clock-off')} and keep it right by NTP (systemd-timesyncd, chrony): CRLs, tokens and assertions are judged by it.`,
    },
  ];
};

interface Difference {
  readonly origin: string;
  /** Positive: the clock here is ahead. */
  readonly seconds: number;
}

async function readDifference(origin: string, patient: Patient): Promise<Difference | undefined> {
  const answer = await ask(`${origin}/`, patient, { method: 'HEAD' });
  const date = 'failure' in answer ? Number.NaN : Date.parse(answer.headers.date ?? '');
  return Number.isNaN(date) ? undefined : { origin, seconds: Math.round(patient.now() - date / 1000) };
}

function originsToAsk({ origins, authorities }: Patient): readonly string[] {
  const urls = [origins.login, ...authorities.map(({ certificateRevocationListUrl: url }) => url)];
  const parsed = urls.flatMap((url) => (url === undefined ? [] : (URL.parse(url)?.origin ?? [])));
  return [...new Set(parsed)];
}

/** CRLs are dated to the second, but a freshly published one is seldom asked for in its first two minutes. */
const TOLERANCE_SECONDS = 120;
