import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import { GraphError } from '../lib/graph-client.ts';

interface FailureProps {
  /** What did not work: `The users could not be loaded`. */
  readonly title: string;
  readonly error: unknown;
  /** Instead of the error's own words, where those are shown elsewhere. */
  readonly sentence?: string;
  readonly onRetry?: () => void;
}

/** A failure in plain words, with the id by which the server's log knows the request. */
export function Failure({ title, error, sentence, onRetry }: FailureProps) {
  const styles = useStyles();
  const requestId = error instanceof GraphError ? error.requestId : undefined;
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title}.</MessageBarTitle> {sentence ?? sentenceOf(error)}
        {requestId !== undefined && <div>Request id: {requestId}</div>}
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button onClick={onRetry}>Try again</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

function sentenceOf(error: unknown): string {
  if (error instanceof TypeError) return 'The server cannot be reached. Check the connection and try again.';
  return error instanceof Error ? error.message : String(error);
}

const useStyles = makeStyles({ body: { overflowWrap: 'anywhere', whiteSpace: 'normal' } });
