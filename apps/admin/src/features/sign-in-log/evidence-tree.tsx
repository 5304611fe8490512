import { Button, makeStyles, mergeClasses, Switch, tokens } from '@fluentui/react-components';
import {
  ArrowCollapseAllRegular,
  ArrowExpandAllRegular,
  CheckmarkCircleFilled,
  ChevronRightRegular,
  DismissCircleFilled,
  SubtractCircleRegular,
} from '@fluentui/react-icons';
import { useState } from 'react';
import type { Schemas } from '../../lib/graph-api.ts';

type Check = Schemas['SignetCheck'];

/**
 * The evidence in the order in which it was gathered: what was looked at, below it each check, below that what
 * was found. Objects where nothing failed begin closed: a good sign-in has a hundred checks.
 */
export function EvidenceTree({ checks }: { readonly checks: readonly Check[] }) {
  const styles = useStyles();
  const [failedOnly, setFailedOnly] = useState(false);
  const [expanded, setExpanded] = useState(false);
  const anyFailed = checks.some(hasFailed);
  const shown = failedOnly ? checks.filter(hasFailed) : checks;
  if (checks.length === 0) return <p>No check was recorded.</p>;
  return (
    <div>
      <div className={styles.tools}>
        <Button
          size="small"
          icon={expanded ? <ArrowCollapseAllRegular /> : <ArrowExpandAllRegular />}
          onClick={() => setExpanded(!expanded)}
        >
          {expanded ? 'Collapse all' : 'Expand all'}
        </Button>
        {anyFailed && (
          <Switch
            label="Only what failed"
            checked={failedOnly}
            onChange={(_event, { checked }) => setFailedOnly(checked)}
          />
        )}
      </div>
      {groupByObject(shown).map(({ key, object, checks: group }) => (
        <details key={`${key} ${expanded}`} open={expanded || group.some(hasFailed)} className={styles.group}>
          <summary className={styles.object}>
            <ChevronRightRegular aria-hidden className={mergeClasses(styles.icon, styles.chevron)} />
            <ResultIcon result={resultOf(group)} />
            <span>
              {object}{' '}
              <span className={styles.names}>{[...new Set(group.map(({ check }) => check))].join(', ')}</span>
            </span>
          </summary>
          <ul className={styles.checks}>
            {group.map((check, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: evidence is never reordered
              <li key={index} className={styles.check}>
                <OneCheck check={check} />
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function OneCheck({ check: { check, rule, result, detail, facts = {} } }: { readonly check: Check }) {
  const styles = useStyles();
  return (
    <>
      <ResultIcon result={result} />
      <div className={styles.text}>
        <div>
          <strong>{check}</strong> <span className={styles.quiet}>{rule}</span>
        </div>
        <div>{detail}</div>
        {Object.entries(facts).map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <span className={styles.quiet}>{name}</span> <code>{String(value)}</code>
          </div>
        ))}
      </div>
    </>
  );
}

function ResultIcon({ result }: { readonly result: Check['result'] }) {
  const styles = useStyles();
  switch (result) {
    case 'pass':
      return <CheckmarkCircleFilled aria-label="Passed" className={mergeClasses(styles.icon, styles.pass)} />;
    case 'fail':
      return <DismissCircleFilled aria-label="Failed" className={mergeClasses(styles.icon, styles.fail)} />;
    case 'skipped':
      return (
        <SubtractCircleRegular aria-label="Skipped" className={mergeClasses(styles.icon, styles.quiet)} />
      );
    default:
      return result satisfies never;
  }
}

interface Group {
  readonly key: string;
  readonly object: string;
  readonly checks: Check[];
}

/** Neighbours only: the order of the checks is part of the evidence. */
function groupByObject(checks: readonly Check[]): readonly Group[] {
  const groups: Group[] = [];
  for (const check of checks) {
    const last = groups.at(-1);
    if (last?.object === check.object) last.checks.push(check);
    else groups.push({ key: `${groups.length} ${check.object}`, object: check.object, checks: [check] });
  }
  return groups;
}

function resultOf(checks: readonly Check[]): Check['result'] {
  if (checks.some(hasFailed)) return 'fail';
  return checks.some(({ result }) => result === 'pass') ? 'pass' : 'skipped';
}

function hasFailed({ result }: Check): boolean {
  return result === 'fail';
}

const useStyles = makeStyles({
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '48px',
  },
  group: { borderTop: `1px solid ${tokens.colorNeutralStroke2}`, padding: `${tokens.spacingVerticalS} 0` },
  object: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    cursor: 'pointer',
    listStyleType: 'none',
    '::-webkit-details-marker': { display: 'none' },
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
  },
  names: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightRegular,
  },
  checks: {
    listStyleType: 'none',
    margin: 0,
    padding: `${tokens.spacingVerticalS} 0 0 56px`,
    '@media (max-width: 640px)': { paddingLeft: tokens.spacingHorizontalXL },
  },
  check: { display: 'flex', gap: tokens.spacingHorizontalS, padding: `${tokens.spacingVerticalXS} 0` },
  text: { minWidth: 0, overflowWrap: 'anywhere' },
  fact: { fontSize: tokens.fontSizeBase200 },
  chevron: { 'details[open] > summary > &': { transform: 'rotate(90deg)' } },
  icon: { flexShrink: 0, fontSize: '20px' },
  pass: { color: tokens.colorPaletteGreenForeground1 },
  fail: { color: tokens.colorPaletteRedForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
});
