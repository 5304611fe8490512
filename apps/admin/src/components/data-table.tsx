import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import type { CSSProperties, ReactNode } from 'react';

export interface Column<Item> {
  readonly id: string;
  readonly label: string;
  /** Share of the width; 1 when absent. */
  readonly weight?: number;
  /** Instead of a share, for what has one size and must not wrap: `8rem`. */
  readonly width?: string;
  /** `''` where there is nothing to show: a phone then leaves the name out too. */
  readonly render: (item: Item) => ReactNode;
}

interface DataTableProps<Item> {
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Shown instead of rows when there are none: why, and what to do about it. */
  readonly empty: ReactNode;
}

/** A table; on a phone each row becomes a card with the columns' names beside the values. */
export function DataTable<Item>({ label, columns, items, keyOf, empty }: DataTableProps<Item>) {
  const styles = useStyles();
  if (items.length === 0) return <div className={styles.empty}>{empty}</div>;
  return (
    // Without native elements, because a table that is laid out as cards is no table to assistive technology.
    <Table noNativeElements aria-label={label} className={styles.table}>
      <TableHeader className={styles.header}>
        <TableRow>
          {columns.map((column) => (
            <TableHeaderCell key={column.id} style={shareOf(column)} className={styles.headerCell}>
              {column.label}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {items.map((item) => (
          <TableRow key={keyOf(item)} className={styles.row}>
            {columns.map((column, index) => {
              const value = column.render(item);
              return (
                <TableCell
                  key={column.id}
                  style={shareOf(column)}
                  className={mergeClasses(styles.cell, value === '' && styles.nothing)}
                >
                  {index > 0 && (
                    <span aria-hidden className={styles.cardLabel}>
                      {column.label}
                    </span>
                  )}
                  <div className={styles.value}>{value}</div>
                </TableCell>
              );
            })}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function shareOf<Item>({ weight = 1, width }: Column<Item>): CSSProperties {
  return width === undefined ? { flexGrow: weight } : { flexGrow: 0, flexShrink: 0, flexBasis: width };
}

const PHONE = '@media (max-width: 760px)';

const useStyles = makeStyles({
  table: { backgroundColor: 'transparent' },
  header: {
    // Out of sight on a phone, not out of the accessibility tree.
    [PHONE]: {
      position: 'absolute',
      width: '1px',
      height: '1px',
      overflow: 'hidden',
      clipPath: 'inset(50%)',
    },
  },
  headerCell: { fontWeight: tokens.fontWeightSemibold, flexBasis: '0', minWidth: 0 },
  row: {
    alignItems: 'stretch',
    [PHONE]: {
      flexDirection: 'column',
      padding: `${tokens.spacingVerticalM} 0`,
      ':hover': { backgroundColor: 'transparent' },
    },
  },
  cell: {
    height: 'auto',
    minHeight: 0,
    minWidth: 0,
    flexBasis: '0',
    paddingTop: tokens.spacingVerticalMNudge,
    paddingBottom: tokens.spacingVerticalMNudge,
    alignItems: 'flex-start',
    [PHONE]: {
      flexBasis: 'auto !important',
      paddingTop: tokens.spacingVerticalXS,
      paddingBottom: tokens.spacingVerticalXS,
      paddingLeft: 0,
      gap: tokens.spacingHorizontalM,
    },
  },
  nothing: { [PHONE]: { display: 'none' } },
  cardLabel: {
    display: 'none',
    [PHONE]: {
      display: 'block',
      flexShrink: 0,
      width: '6.5rem',
      color: tokens.colorNeutralForeground3,
      fontSize: tokens.fontSizeBase200,
      lineHeight: tokens.lineHeightBase300,
    },
  },
  value: { minWidth: 0, flexGrow: 1, overflowWrap: 'anywhere' },
  empty: {
    display: 'grid',
    justifyItems: 'center',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    border: `1px dashed ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    color: tokens.colorNeutralForeground2,
    textAlign: 'center',
  },
});
