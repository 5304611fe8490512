import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { Failure } from '../../components/failure.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { useUploadPki } from './api.ts';

interface PanelProps {
  readonly pkiId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** All authorities of a .p7b file, which the server fetches itself and checks by its hash. */
export function UploadPkiPanel({ pkiId, onClose, onDone }: PanelProps) {
  const upload = useUploadPki(pkiId);
  const [uploadUrl, setUploadUrl] = useState('');
  const [sha256FileHash, setHash] = useState('');
  return (
    <SidePanel
      title="Upload .p7b"
      action="Upload"
      busyAction="Uploading …"
      busy={upload.isPending}
      onSubmit={() =>
        upload.mutate(
          { uploadUrl: uploadUrl.trim(), sha256FileHash: sha256FileHash.trim() },
          { onSuccess: onDone },
        )
      }
      onClose={onClose}
    >
      <Field label="Upload URL" hint="Where the server fetches the file, by http:// or https://." required>
        <Input type="url" value={uploadUrl} onChange={(_event, { value }) => setUploadUrl(value)} />
      </Field>
      <Field label="SHA-256 of the file" hint="64 digits in hex, as sha256sum prints them." required>
        <Input value={sha256FileHash} onChange={(_event, { value }) => setHash(value)} />
      </Field>
      {upload.error && <Failure title="The upload was not begun" error={upload.error} />}
    </SidePanel>
  );
}
