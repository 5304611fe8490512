import { Toast, ToastTitle, useToastController } from '@fluentui/react-components';
import { useCallback } from 'react';

/** Says that something was done, to eyes and to screen readers, and goes away by itself. */
export function useNotify(): (sentence: string) => void {
  const { dispatchToast } = useToastController(TOASTER);
  return useCallback(
    (sentence) =>
      dispatchToast(
        <Toast>
          <ToastTitle>{sentence}</ToastTitle>
        </Toast>,
        { intent: 'success' },
      ),
    [dispatchToast],
  );
}

/** The one place where they appear. */
export const TOASTER = 'toaster';
