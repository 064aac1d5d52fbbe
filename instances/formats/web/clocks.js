const zones = named("zone");
const times = all("main time").map(node => ({node, at: new Date(node.dateTime), mark: null}));
const formats = new Map();
const parts = (zone, at) => {
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en-CA", {timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23"}));
  const found = Object.fromEntries(formats.get(zone).formatToParts(at).map(part => [part.type, part.value]));
  return {day: `${found.year}-${found.month}-${found.day}`, hour: `${found.hour}:${found.minute}`};
};
const known = zone => {
  try { return Boolean(parts(zone, new Date())); } catch { return false; }
};
const dated = (zone, at, options) => new Intl.DateTimeFormat(root.lang, {timeZone: zone, month: "short", day: "numeric", ...options}).format(at);

/* Every time on the clocks that were chosen; its date stands beside it where it is another one than at the conference. */
const draw = () => {
  const zone = zones.value, marks = new Map();
  for (const time of times) {
    const own = parts(zone, time.at);
    time.node.textContent = own.hour;
    time.mark?.remove();
    time.mark = null;
    if (own.day !== parts(home, time.at).day) marks.set(time, dated(zone, time.at));
  }
  times.forEach((time, n) => {
    const words = marks.get(time), next = times[n + 1];
    const again = next && next.node.parentNode === time.node.parentNode && marks.get(next) === words;
    if (!words || again) return;
    time.mark = document.createElement("span");
    time.mark.className = "d";
    time.mark.textContent = words;
    time.node.after(time.mark);
  });
  for (const node of all("[data-date]")) {
    const form = node.dataset.long ? "long" : "short";
    node.textContent = dated("UTC", new Date(node.dataset.date), {weekday: form, month: form});
  }
  for (const node of all("[data-from]")) {
    const told = at => `${dated(zone, at, {weekday: "short"})} ${parts(zone, at).hour}`;
    node.textContent = zone === home ? "" : `${told(new Date(node.dataset.from))} – ${told(new Date(node.dataset.to))}`;
  }
  named("clocks").textContent = zones.selectedOptions[0].textContent;
};

/* Where the conference is, by the clock of whoever looks. */
const cards = all(".card"), current = named("to-now");
const now = () => {
  const at = Date.now() / minute, within = node => Number(node.dataset.first) <= at && at < Number(node.dataset.last);
  for (const node of [...cards, ...all(".talk")]) node.classList.toggle("live", within(node));
  for (const old of all(".now")) old.remove();
  for (const node of cards) {
    if (!node.classList.contains("live")) continue;
    const badge = document.createElement("span");
    badge.className = "now badge";
    badge.textContent = say("now", "进行中");
    node.querySelector(".when").append(badge);
  }
  for (const grid of all(".grid")) {
    const step = Number(grid.style.getPropertyValue("--step")), row = (at - Number(grid.dataset.first)) / step;
    const rows = Number(/repeat\((\d+)/.exec(grid.style.gridTemplateRows)[1]);
    if (row < 0 || row >= rows) continue;
    const line = document.createElement("div");
    line.className = "now line";
    line.setAttribute("aria-hidden", "true");
    line.style.gridRow = 2 + Math.floor(row);
    line.style.setProperty("--at", `${Math.round(100 * (row % 1))}%`);
    grid.append(line);
  }
  current.hidden = !cards.some(node => node.classList.contains("live"));
};
