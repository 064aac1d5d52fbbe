/* What somebody chose: the names of sittings, fixtures and talks. */
const stars = all(".star").map(button => ({button, node: button.closest("[data-uid]")}));
const there = new Set(stars.map(star => star.node.dataset.uid));
const chosen = new Set();
try {
  for (const uid of JSON.parse(remembered(root.dataset.id) || "[]")) if (there.has(uid)) chosen.add(uid);
} catch { /* whatever stands there is not ours */ }

const mark = () => {
  for (const {button, node} of stars) button.setAttribute("aria-pressed", chosen.has(node.dataset.uid));
  named("number").textContent = chosen.size;
  named("calendar").setAttribute("aria-disabled", !chosen.size);
};
const choose = uid => {
  if (!chosen.delete(uid)) chosen.add(uid);
  remember(root.dataset.id, JSON.stringify([...chosen]));
  mark();
};
