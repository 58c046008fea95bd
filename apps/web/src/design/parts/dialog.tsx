import type { ReactElement, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface DialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** An alert is read at once and has to be answered; other dialogs close with Escape. */
  readonly alert?: boolean;
  readonly onClose: () => void;
}

/** Something that has to be answered before the page goes on. The focus stays in it and goes back afterwards. */
export function Dialog({ title, children, alert = false, onClose }: DialogProps): ReactElement {
  return (
    <ModalOverlay
      className="dialog-under"
      isOpen
      isKeyboardDismissDisabled={alert}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal>
        <AriaDialog className="dialog" role={alert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
