import { Button, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { DarkThemeRegular } from '@fluentui/react-icons';
import { type ColorScheme, useColorScheme } from '../lib/color-scheme.ts';

/** Light, dark, or as the device has it. */
export function SchemeMenu() {
  const { chosen, choose } = useColorScheme();
  return (
    <Menu
      // In its place: a page has nothing outside its landmarks.
      inline
      checkedValues={{ scheme: [chosen] }}
      onCheckedValueChange={(_event, { checkedItems }) =>
        choose((checkedItems[0] ?? 'system') as ColorScheme)
      }
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<DarkThemeRegular />} aria-label="Colours" />
      </MenuTrigger>
      <MenuPopover style={{ zIndex: 1 }}>
        <MenuList>
          <MenuItemRadio name="scheme" value="system">
            As the device
          </MenuItemRadio>
          <MenuItemRadio name="scheme" value="light">
            Light
          </MenuItemRadio>
          <MenuItemRadio name="scheme" value="dark">
            Dark
          </MenuItemRadio>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
