import { Badge } from '@fluentui/react-components';
import { isSuccess, type SignIn } from './api.ts';

export function ResultBadge({ signIn }: { readonly signIn: SignIn }) {
  const good = isSuccess(signIn);
  return (
    <Badge appearance="tint" color={good ? 'success' : 'danger'}>
      {good ? 'Success' : 'Refused'}
    </Badge>
  );
}
