import {
  Button,
  Menu,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { ColumnTripleRegular } from '@fluentui/react-icons';
import { COLUMNS } from './columns.tsx';

interface ColumnsMenuProps {
  readonly shown: readonly string[];
  readonly onChange: (shown: readonly string[]) => void;
}

/** Chooses which columns the table shows; the name stays, a row must be told from another. */
export function ColumnsMenu({ shown, onChange }: ColumnsMenuProps) {
  return (
    <Menu
      // In its place: a page has nothing outside its landmarks.
      inline
      checkedValues={{ columns: [...shown] }}
      onCheckedValueChange={(_event, { checkedItems }) => onChange(checkedItems)}
      persistOnItemClick
    >
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<ColumnTripleRegular />}>Columns</Button>
      </MenuTrigger>
      <MenuPopover style={{ zIndex: 1 }}>
        <MenuList>
          {COLUMNS.map(({ id, label }) => (
            <MenuItemCheckbox key={id} name="columns" value={id} disabled={id === 'name'}>
              {label}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
