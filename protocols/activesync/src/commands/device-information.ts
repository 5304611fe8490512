import { contentText, type WbxmlElement } from '@signet/wbxml';

/** What a device tells of itself in `DeviceInformation/Set` (MS-ASCMD §2.2.3.45), bounded. */
export function readDeviceInformation(set: WbxmlElement): Readonly<Record<string, string>> {
  const facts = set.children
    .slice(0, MAX_FACTS)
    .map((child) => [child.tag.name.replace('Settings:', ''), contentText(child).slice(0, MAX_LENGTH)]);
  return Object.fromEntries(facts);
}

/** MS-ASCMD knows nine, each at most 1024 characters long. */
const MAX_FACTS = 16;
const MAX_LENGTH = 1024;
