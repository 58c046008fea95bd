import type { ReactElement, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface DialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** An alert is read at once. Escape closes either, so closing is always the safe answer. */
  readonly alert?: boolean;
  readonly onClose: () => void;
}

/** Something that has to be answered before the page goes on. The focus stays in it and goes back afterwards. */
export function Dialog({ title, children, alert = false, onClose }: DialogProps): ReactElement {
  return (
    <ModalOverlay className="dialog-under" isOpen onOpenChange={(open) => !open && onClose()}>
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
