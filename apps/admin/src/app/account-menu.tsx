import {
  Avatar,
  Button,
  Menu,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { SignOutRegular } from '@fluentui/react-icons';
import { useSession } from '../lib/session.ts';

export function AccountMenu() {
  const { name, userName, signOut } = useSession().authentication;
  return (
    <Menu inline>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          aria-label={`Account of ${name}`}
          icon={<Avatar name={name} size={28} aria-hidden />}
        />
      </MenuTrigger>
      <MenuPopover style={{ zIndex: 1 }}>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>
              {name}
              <br />
              {userName}
            </MenuGroupHeader>
            <MenuItem icon={<SignOutRegular />} onClick={() => signOut()}>
              Sign out
            </MenuItem>
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
