// Asks before something happens: Slack's confirm objects, and the page's own questions.

import { h, uniqueId } from "./dom.js";
import { plainText, textNodes } from "./mrkdwn.js";

/** True when the person agrees. Everything in the confirm object but the title may be missing. */
export function agreed(confirm) {
  const titleId = uniqueId("confirm");
  const textId = uniqueId("confirm");
  return new Promise((resolve) => {
    const finish = (answer) => () => { dialog.close(answer); };
    const style = confirm.style === "danger" ? "danger" : "primary";
    const dialog = h("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": titleId, "aria-describedby": textId, "data-testid": "confirm" },
      h("h2", { id: titleId, dir: "auto" }, plainText(confirm.title ?? "Are you sure?")),
      h("p", { id: textId, dir: "auto" }, textNodes(confirm.text)),
      h("div", { class: "buttons end" },
        h("button", { type: "button", class: "plain", onclick: finish("no") }, plainText(confirm.deny ?? "Cancel")),
        h("button", { type: "button", class: style, onclick: finish("yes") }, plainText(confirm.confirm ?? "Yes"))));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
