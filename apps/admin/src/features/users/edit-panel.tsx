import { Field, Input, Switch, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { Failure } from '../../components/failure.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import type { Schemas } from '../../lib/graph-api.ts';
import { fieldError, readRefusedProperty } from '../../lib/refused-property.ts';
import { useChangeUser } from './api.ts';
import { changesOf, formOf, tidied } from './user-form.ts';

interface PanelProps {
  readonly user: Schemas['User'];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What the directory itself holds of a person, and what certificates are bound by. */
export function EditPanel({ user: latest, onClose, onDone }: PanelProps) {
  // The page loads the person anew meanwhile, but what was typed differs from what the form began with.
  const [user] = useState(latest);
  const change = useChangeUser(user.id ?? '');
  const [form, setForm] = useState(() => formOf(user));
  const refused = readRefusedProperty(change.error);
  const save = (): void => {
    const changes = changesOf(user, form);
    setForm(tidied(form));
    if (Object.keys(changes).length === 0) onClose();
    else change.mutate(changes, { onSuccess: onDone });
  };
  const text = (property: 'displayName' | 'givenName' | 'surname', label: string) => (
    <Field label={label} required={property === 'displayName'} {...fieldError(refused, property)}>
      <Input
        value={form[property]}
        onChange={(_event, { value }) => setForm({ ...form, [property]: value })}
      />
    </Field>
  );
  return (
    <SidePanel
      title={`Edit ${user.displayName}`}
      action="Save"
      busyAction="Saving …"
      busy={change.isPending}
      onSubmit={save}
      onClose={onClose}
    >
      {text('displayName', 'Display name')}
      {text('givenName', 'First name')}
      {text('surname', 'Last name')}
      <Field
        label="Certificate user ids"
        hint="One in each line, at most ten: X509:<PN>alice@contoso.example."
        {...fieldError(refused, 'certificateUserIds')}
      >
        <Textarea
          rows={5}
          resize="vertical"
          spellCheck={false}
          value={form.certificateUserIds}
          onChange={(_event, { value }) => setForm({ ...form, certificateUserIds: value })}
        />
      </Field>
      <Switch
        label="Account enabled"
        checked={form.accountEnabled}
        onChange={(_event, { checked }) => setForm({ ...form, accountEnabled: checked })}
      />
      {change.error && (
        <Failure
          title="Nothing was changed"
          error={change.error}
          {...(refused && { sentence: 'The field above says what to change.' })}
        />
      )}
    </SidePanel>
  );
}
