import { Field, SearchBox } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

interface SearchFieldProps {
  readonly label: string;
  /** What is searched for, as it stands in the address. */
  readonly value: string;
  /** Told once the typing pauses, unless the person has left the page by then. */
  readonly onChange: (value: string) => void;
}

/** The text follows the address when that changes by another hand: the back button, a link. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const router = useRouter();
  const [text, setText] = useState(value);
  const told = useRef(value);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (value === told.current) return;
    clearTimeout(pause.current);
    told.current = value;
    setText(value);
  }, [value]);

  // A page is on the screen until the next one is loaded, and its search would lead back to it.
  useEffect(() => {
    const stop = router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
      if (pathChanged) clearTimeout(pause.current);
    });
    return () => {
      stop();
      clearTimeout(pause.current);
    };
  }, [router]);

  const type = (typed: string): void => {
    setText(typed);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => {
      const search = typed.trim();
      if (search === told.current) return;
      told.current = search;
      onChange(search);
    }, TYPING_PAUSE);
  };
  return (
    <Field label={label}>
      <SearchBox value={text} onChange={(_event, { value }) => type(value)} />
    </Field>
  );
}

/** Milliseconds. */
const TYPING_PAUSE = 300;
