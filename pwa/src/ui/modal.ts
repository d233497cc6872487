/* What Dialog and Sheet share: the native modal, which keeps focus in and gives it back. */
import { nextTick, onMounted, useTemplateRef, watch, type Ref } from 'vue'

/** The dialog is the component's `ref="box"`. */
export function useModal(open: Ref<boolean>) {
  const box = useTemplateRef<HTMLDialogElement>('box')

  function follow() {
    const dialog = box.value
    if (!dialog || dialog.hasAttribute('open') === open.value) return
    if (!dialog.showModal) return dialog.toggleAttribute('open', open.value) // Safari 14 knows no dialogs
    open.value ? dialog.showModal() : dialog.close()
  }
  /** A tap beside the box closes it. */
  function beside(event: MouseEvent) {
    if (event.target === box.value) open.value = false
  }

  onMounted(follow)
  watch(open, () => nextTick(follow))
  return { beside }
}
