import { Field, type FieldProps, makeStyles, tokens } from '@fluentui/react-components';

interface FileFieldProps extends Pick<FieldProps, 'label' | 'hint' | 'validationMessage'> {
  /** `.cer,.crt` */
  readonly accept: string;
  readonly onChoose: (file: File | undefined) => void;
}

/** Where a file is chosen, in the look of the other fields. */
export function FileField({ accept, onChoose, ...about }: FileFieldProps) {
  const styles = useStyles();
  return (
    <Field {...about} required>
      {(field) => (
        <input
          {...field}
          type="file"
          accept={accept}
          className={styles.file}
          onChange={(event) => onChoose(event.target.files?.[0])}
        />
      )}
    </Field>
  );
}

const useStyles = makeStyles({
  file: {
    maxWidth: '100%',
    fontFamily: tokens.fontFamilyBase,
    color: tokens.colorNeutralForeground1,
    '::file-selector-button': {
      minHeight: '32px',
      marginRight: tokens.spacingHorizontalM,
      padding: `0 ${tokens.spacingHorizontalM}`,
      font: 'inherit',
      fontWeight: tokens.fontWeightSemibold,
      color: tokens.colorNeutralForeground1,
      backgroundColor: tokens.colorNeutralBackground1,
      border: `1px solid ${tokens.colorNeutralStroke1}`,
      borderRadius: tokens.borderRadiusMedium,
      cursor: 'pointer',
    },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
});
