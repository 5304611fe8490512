import { Choice } from '../../components/choice.tsx';
import { FieldRow, Section } from '../../components/section.tsx';
import type { Known, Policy } from './api.ts';
import { TargetList } from './target-list.tsx';

interface SectionProps {
  readonly policy: Policy;
  readonly known: Known;
  readonly onChange: (changes: Partial<Policy>) => void;
}

/** Whether the method is on, and for whom. */
export function TargetSection({ policy, known, onChange }: SectionProps) {
  return (
    <Section
      title="Enable and target"
      about="Who may sign in by certificate at managed domains. Whoever is left out counts as left out, also where a group that includes them is named."
    >
      <FieldRow>
        <Choice
          label="Certificate-based authentication"
          value={policy.state}
          options={{ enabled: 'Enabled', disabled: 'Disabled' }}
          onChange={(state) => onChange({ state })}
        />
      </FieldRow>
      <TargetList
        label="Included"
        targets={policy.includeTargets}
        groups={known.groups}
        allUsers="offered"
        empty="Nobody is included."
        addLabel="Include"
        onChange={(includeTargets) => onChange({ includeTargets })}
      />
      <TargetList
        label="Left out"
        targets={policy.excludeTargets}
        groups={known.groups}
        allUsers="not-offered"
        empty="Nobody is left out."
        addLabel="Leave out"
        onChange={(excludeTargets) => onChange({ excludeTargets })}
      />
    </Section>
  );
}
