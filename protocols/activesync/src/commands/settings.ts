import { primaryAddressOf } from '@signet/mailbox';
import { childOf, element, Settings, type WbxmlElement } from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { updateDevice } from '../device.ts';
import { readDeviceInformation } from './device-information.ts';

/** What the device tells of itself, and what it asks of the account (MS-ASCMD). */
export const settings: Command = {
  root: Settings.Settings,
  status: Settings.Status,
  // Devices of 14.0 tell of themselves before they know that there is a policy.
  isPolicyExempt: true,
  async run(call) {
    if (!call.body) return statusAnswer(settings, PROTOCOL_ERROR);
    const answers: WbxmlElement[] = [];
    for (const child of call.body.children) {
      // Nothing is done twice: a document has room for thousands of the same.
      if (answers.some(({ tag }) => tag === child.tag)) continue;
      const answer = await answerProperty(call, child);
      if (answer) answers.push(answer);
    }
    return element(Settings.Settings, [element(Settings.Status, SUCCESS), ...answers]);
  },
};

async function answerProperty(call: Call, property: WbxmlElement): Promise<WbxmlElement | undefined> {
  const status = (value: number): WbxmlElement => element(property.tag, [element(Settings.Status, value)]);
  switch (property.tag) {
    case Settings.DeviceInformation: {
      const set = childOf(property, Settings.Set);
      if (!set) return status(PROTOCOL_ERROR);
      const information = readDeviceInformation(set);
      await updateDevice(call.options, call.device, (device) => ({ ...device, information }));
      return status(SUCCESS);
    }
    case Settings.UserInformation:
      return element(Settings.UserInformation, [element(Settings.Status, SUCCESS), describeUser(call)]);
    case Settings.Oof:
      return childOf(property, Settings.Get) ? describeOof() : status(DENIED_BY_POLICY);
    case Settings.DevicePassword:
      return status(DENIED_BY_POLICY);
    default:
      return undefined;
  }
}

function describeUser({ user, protocolVersion }: Call): WbxmlElement {
  const addresses = user.proxyAddresses
    .filter((address) => /^smtp:/i.test(address))
    .map((address) => address.slice('smtp:'.length));
  const emailAddresses = (more: readonly WbxmlElement[]): WbxmlElement =>
    element(Settings.EmailAddresses, [
      ...addresses.map((address) => element(Settings.SMTPAddress, address)),
      ...more,
    ]);
  // MS-ASCMD §2.2.3.191: accounts came with 14.1.
  if (protocolVersion === '14.0') return element(Settings.Get, [emailAddresses([])]);
  return element(Settings.Get, [
    element(Settings.Accounts, [
      element(Settings.Account, [
        element(Settings.UserDisplayName, user.displayName),
        emailAddresses([element(Settings.PrimarySmtpAddress, primaryAddressOf(user))]),
      ]),
    ]),
  ]);
}

/** Nobody is away here: the three audiences are named, each switched off. */
function describeOof(): WbxmlElement {
  const audiences = [
    Settings.AppliesToInternal,
    Settings.AppliesToExternalKnown,
    Settings.AppliesToExternalUnknown,
  ];
  return element(Settings.Oof, [
    element(Settings.Status, SUCCESS),
    element(Settings.Get, [
      element(Settings.OofState, 0),
      ...audiences.map((audience) =>
        element(Settings.OofMessage, [
          element(audience),
          element(Settings.Enabled, 0),
          element(Settings.ReplyMessage),
          element(Settings.BodyType, 'Text'),
        ]),
      ),
    ]),
  ]);
}

const SUCCESS = 1;
const PROTOCOL_ERROR = 2;
const DENIED_BY_POLICY = 7;
