/**
 * A dialog of the page, opened by anything that names it; without script the opener is a link to the same question.
 *
 * <a href="/case/7/void/" data-dialog-open="void">作废</a>
 * <dialog class="dialog" id="void" data-dialog> … <button type="button" data-dialog-close>取消</button> </dialog>
 *
 * A dialog that came with an error inside opens by itself: data-dialog-now.
 */
import { island } from "../islands";

export const connect = island("dialog-open", (opener) => {
  opener.addEventListener("click", (event) => {
    const dialog = document.getElementById(opener.dataset.dialogOpen ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    connectDialog(dialog);
    if (!dialog.open) dialog.showModal();
  });
  return undefined;
});

export const connectDialog = island("dialog", (element) => {
  if (!(element instanceof HTMLDialogElement)) return undefined;
  element.addEventListener("click", (event) => {
    const target = event.target;
    // A press on the dialog itself, not on anything in it, is a press on the shade around it.
    const outside = target === element;
    if (outside || (target instanceof Element && target.closest("[data-dialog-close]"))) element.close();
  });
  if (element.dataset.dialogNow !== undefined && !element.open) {
    element.removeAttribute("open");
    element.showModal();
  }
  return undefined;
});
