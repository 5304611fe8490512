import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import { Choice } from '../../components/choice.tsx';
import { FieldRow } from '../../components/section.tsx';
import type { Group, Target } from './api.ts';

interface TargetListProps {
  /** `Who may sign in by certificate`. */
  readonly label: string;
  readonly targets: readonly Target[];
  readonly groups: readonly Group[];
  /** Whether `all_users` may stand here. */
  readonly allUsers: 'offered' | 'not-offered';
  readonly empty: string;
  /** Of the list of groups that can be added. */
  readonly addLabel: string;
  readonly onChange: (targets: readonly Target[]) => void;
}

/** Groups and users that a policy is about, with a way to add a group and to take any out. */
export function TargetList({ label, targets, groups, allUsers, empty, addLabel, onChange }: TargetListProps) {
  const styles = useStyles();
  const heading = useId();
  const all = allUsers === 'offered' ? [{ id: ALL_USERS, displayName: 'All users' }, ...groups] : groups;
  const left = all.filter(({ id }) => !targets.some((target) => target.id === id));
  const [chosen, setChosen] = useState('');
  const id = left.some((group) => group.id === chosen) ? chosen : (left[0]?.id ?? '');
  return (
    <div className={styles.block}>
      <h3 id={heading} className={styles.heading}>
        {label}
      </h3>
      <ul aria-labelledby={heading} className={styles.list}>
        {targets.length === 0 && <li className={styles.empty}>{empty}</li>}
        {targets.map((target) => (
          <li key={target.id} className={styles.item}>
            {nameOf(target, groups)}
            <Button
              size="small"
              appearance="subtle"
              icon={<DismissRegular />}
              aria-label={`Take out ${nameOf(target, groups)}`}
              onClick={() => onChange(targets.filter((other) => other !== target))}
            />
          </li>
        ))}
      </ul>
      {left.length > 0 && (
        <FieldRow>
          <Choice
            label={addLabel}
            value={id}
            options={Object.fromEntries(left.map((group) => [group.id, group.displayName]))}
            onChange={setChosen}
          />
          <Button
            icon={<AddRegular />}
            aria-label={`Add: ${label}`}
            onClick={() => onChange([...targets, { id, targetType: 'group', isRegistrationRequired: false }])}
          >
            Add
          </Button>
        </FieldRow>
      )}
    </div>
  );
}

export function nameOf({ id, targetType }: Target, groups: readonly Group[]): string {
  if (id === ALL_USERS) return 'All users';
  const group = groups.find((one) => one.id === id);
  return group?.displayName ?? (targetType === 'user' ? `User ${id}` : `Group ${id}`);
}

const ALL_USERS = 'all_users';

const useStyles = makeStyles({
  heading: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  block: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  list: {
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
  },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    paddingLeft: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    overflowWrap: 'anywhere',
  },
  empty: { color: tokens.colorNeutralForeground2 },
});
