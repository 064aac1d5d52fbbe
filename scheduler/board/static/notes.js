/* What the page says: notes in a corner, a voice for screen readers, and a tip beside the pointer. */

import { button, el, named } from "./dom.js";
import { t } from "./words.js";

/** Say something to those who listen. */
export function say(words) {
  const spoken = named("spoken");
  spoken.textContent = "";
  requestAnimationFrame(() => { spoken.textContent = words; });
}

/** A note that stays until it is dismissed (errors), or for a while. */
export function note(sentences, { bad = false, acts = [], seconds = 6 } = {}) {
  const close = () => node.remove();
  const node = el("div.note", { class: bad ? "bad" : "", role: bad ? "alert" : "status" },
    [sentences].flat().map(one => el("p", {}, one)),
    el("div.row", {}, acts.map(([words, act]) => button(words, () => { close(); act(); })), button(t("dismiss"), close)));
  named("toasts").append(node);
  while (named("toasts").children.length > 4) named("toasts").firstChild.remove();
  if (!bad && !acts.length) setTimeout(close, seconds * 1000);
  return node;
}

/** Add sentences and buttons to a note that still stands. */
export function more(node, sentences, acts) {
  node.querySelector(".row").before(...sentences.map(one => el("p", {}, one)));
  node.querySelector(".row").prepend(...acts.map(([words, act]) => button(words, () => { node.remove(); act(); })));
}

/** Show words beside a point of the window. */
export function tip(x, y, ...children) {
  const node = named("tip");
  node.replaceChildren(...children.flat());
  node.hidden = false;
  const box = node.getBoundingClientRect();
  node.style.left = `${Math.max(4, Math.min(x + 16, innerWidth - box.width - 8))}px`;
  node.style.top = `${Math.max(4, Math.min(y + 18, innerHeight - box.height - 8))}px`;
}

export const untip = () => { named("tip").hidden = true; };

/** Take away notes about what was refused: something else has been done since. */
export const clear = () => named("toasts").querySelectorAll(".bad").forEach(node => node.remove());
