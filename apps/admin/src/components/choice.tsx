import { Field, type FieldProps, makeStyles, Select } from '@fluentui/react-components';

interface ChoiceProps<Value extends string> extends Pick<FieldProps, 'hint'> {
  readonly label: string;
  readonly value: Value;
  /** What is sent, and what is read. */
  readonly options: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

/** One of a few, by the browser's own list: every keyboard and screen reader knows it. */
export function Choice<Value extends string>({ label, value, options, onChange, hint }: ChoiceProps<Value>) {
  const styles = useStyles();
  return (
    <Field label={label} className={styles.field} {...(hint !== undefined && { hint })}>
      <Select
        select={{ className: styles.select }}
        value={value}
        onChange={(_event, { value: chosen }) => onChange(chosen as Value)}
      >
        {Object.entries<string>(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
}

const useStyles = makeStyles({
  // A long name of an authority is cut, where the place is small, and does not push the arrow out of it.
  field: { minWidth: 0, maxWidth: '100%', gridTemplateColumns: 'minmax(0, 1fr)' },
  select: { minWidth: 0, textOverflow: 'ellipsis' },
});
