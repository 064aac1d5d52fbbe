/* What the page was asked for by its address, and what its buttons do. */
const keep = () => {
  const state = new URLSearchParams();
  if (zones.value !== home) state.set("zone", zones.value);
  if (languages.length && root.lang !== languages[0].value) state.set("lang", root.lang);
  for (const one of [...filters, search]) if (one.value) state.set(one.id, one.value);
  for (const one of [mine, every]) if (one.getAttribute("aria-pressed") === "true") state.set(one.id, "1");
  if (root.dataset.print) state.set("print", root.dataset.print);
  try { history.replaceState(null, "", `#${state}`); } catch { /* not every place lets a page do that */ }
};

const place = Intl.DateTimeFormat().resolvedOptions().timeZone, yours = named("mine");
if (place && known(place)) {
  yours.value = place;
  yours.textContent = place.split("/").pop().replaceAll("_", " ");
  yours.parentNode.hidden = false;
} else yours.parentNode.remove();
for (const option of [...zones.options]) if (!known(option.value)) option.remove();

/* Zones beyond those on offer: all that the browser has by name, and the one that is asked for. */
const asked = new URLSearchParams(location.hash.slice(1)), wanted = asked.get("zone");
const offered = new Set([...zones.options].map(option => option.value)), others = document.createElement("optgroup");
others.label = "All zones";
for (const zone of new Set([...(Intl.supportedValuesOf?.("timeZone") || []), ...(wanted && known(wanted) ? [wanted] : [])])) {
  if (!offered.has(zone)) others.append(new Option(zone.replaceAll("_", " "), zone));
}
if (others.firstChild) zones.append(others);

for (const one of [zones, ...filters]) {
  const value = asked.get(one.id);
  if (value && [...one.options].some(option => option.value === value)) one.value = value;
}
search.value = asked.get("q") || "";
for (const one of [mine, every]) one.setAttribute("aria-pressed", asked.get(one.id) === "1");
if (asked.get("print") === "signs") root.dataset.print = "signs";
if (languages.some(button => button.value === asked.get("lang"))) speak(asked.get("lang"));

const again = () => { draw(); now(); sift(); keep(); };
const pressed = button => button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
zones.addEventListener("change", again);
for (const button of languages) button.addEventListener("click", () => { speak(button.value); again(); });
for (const one of filters) one.addEventListener("change", () => { sift(); keep(); });
search.addEventListener("input", () => { sift(); keep(); });
mine.addEventListener("click", () => { pressed(mine); sift(); keep(); });
every.addEventListener("click", () => { pressed(every); unfold(); keep(); });
named("clear").addEventListener("click", () => {
  for (const one of [...filters, search]) one.value = "";
  mine.setAttribute("aria-pressed", false);
  sift();
  keep();
  search.focus();
});
for (const {button, node} of stars) button.addEventListener("click", () => { choose(node.dataset.uid); sift(); });
for (const button of all(".fold")) button.addEventListener("click", () => pressedFold(button));
const pressedFold = button => button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") !== "true");
panel.addEventListener("click", () => pressedFold(panel));
named("calendar").addEventListener("click", () => {
  if (chosen.size) hand(`${root.dataset.id}.ics`, calendar());
  else named("found").textContent = say("Nothing is in your programme yet: choose with the stars.", "您的日程还是空的：请点星标选择。");
});

const paper = what => {
  const before = root.dataset.print;
  root.dataset.print = what;
  window.print();
  if (before) root.dataset.print = before;
  else delete root.dataset.print;
};
named("paper").addEventListener("click", () => paper("programme"));
named("doors").addEventListener("click", () => paper("signs"));

const dark = named("dark"), night = matchMedia("(prefers-color-scheme: dark)");
const scheme = () => {
  const kept = remembered("scheme"), is = kept ? kept === "dark" : night.matches;
  root.style.colorScheme = kept || "";
  dark.setAttribute("aria-pressed", is);
};
night.addEventListener("change", scheme);
dark.addEventListener("click", () => {
  const next = dark.getAttribute("aria-pressed") === "true" ? "light" : "dark";
  remember("scheme", next);
  scheme();
  root.style.colorScheme = next;
  dark.setAttribute("aria-pressed", next === "dark");
});

/* Links within the page leave what its address says of it. */
for (const link of all('a[href^="#"]')) link.addEventListener("click", pressing => {
  const target = link === current ? document.querySelector(".now.line, .card.live") : named(link.hash.slice(1));
  if (!target) return;
  pressing.preventDefault();
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView({block: link === current ? "center" : "start"});
  (target.querySelector("summary, h2") || target).focus({preventScroll: true});
});

new ResizeObserver(([bar]) => root.style.setProperty("--bar", `${bar.target.offsetHeight}px`)).observe(document.querySelector(".bar"));
root.classList.add("scripted");
mark();
unfold();
draw();
now();
sift();
setInterval(now, minute / 2);
