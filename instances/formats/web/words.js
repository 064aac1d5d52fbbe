const root = document.documentElement, home = root.dataset.zone;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const named = id => document.getElementById(id);
const minute = 60000;

/* What is seen of words in several languages. */
const seen = node => (node.querySelector(":scope > [lang]:not([hidden])") || node).textContent.trim();
const say = (en, zh) => (root.lang.startsWith("zh") ? zh : en);
const plain = words => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const languages = all(".langs button");
const speak = language => {
  root.lang = language;
  const best = (pairs, tongue) => pairs.find(one => tongue(one) === language) || pairs[0];
  for (const node of all(".ts")) {
    const said = all(":scope > [lang]", node), chosen = best(said, one => one.lang);
    for (const one of said) one.hidden = one !== chosen;
  }
  for (const node of all("[data-texts]")) {
    const words = best(JSON.parse(node.dataset.texts), pair => pair[0])[1];
    if (node.tagName === "INPUT") node.placeholder = words;
    else node.textContent = words;
  }
  for (const node of all("[data-labels]")) node.setAttribute("aria-label", best(JSON.parse(node.dataset.labels), pair => pair[0])[1]);
  for (const button of languages) button.setAttribute("aria-pressed", button.value === language);
  document.title = seen(document.querySelector("h1 > .ts"));
};

/* What the page remembers, where it may. */
const remembered = key => {
  try { return localStorage.getItem(`agendawright:${key}`); } catch { return null; }
};
const remember = (key, words) => {
  try { localStorage.setItem(`agendawright:${key}`, words); } catch { /* not every place lets a page do that */ }
};
