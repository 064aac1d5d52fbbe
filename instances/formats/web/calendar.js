/* A calendar file (RFC 5545) of what somebody chose: times in UTC, so that it needs no table of any zone. */
const escaped = words => words.replace(/\\/g, "\\\\").replace(/\r\n?|\n/g, "\\n").replace(/[;,]/g, "\\$&").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
const bytes = words => new TextEncoder().encode(words).length;
const folded = line => {
  const lines = [""];
  for (const sign of line) {
    if (bytes(lines.at(-1) + sign) > 75) lines.push(" ");
    lines[lines.length - 1] += sign;
  }
  return lines.join("\r\n");
};
const utc = at => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
const told = (node, selector) => all(selector, node).map(seen);
const names = node => all(":scope > .faces > li[data-p], header > .faces > li[data-p]", node).map(one => {
  const role = one.querySelector(".role > .ts"), copy = one.cloneNode(true);
  for (const part of all(".role, .vh", copy)) part.remove();
  return copy.textContent.replace("\u2060", "").trim() + (role ? ` (${seen(role)})` : "");
});

const event = node => {
  const talk = node.classList.contains("talk"), card = node.closest(".card"), own = talk ? node : node.querySelector("header");
  const within = talk ? told(card, "h4 > .ts") : [];
  const about = all(":scope > .about > p", own).map(seen);
  const lines = talk ? [] : all(".talk", node).map(one => {
    const people = names(one);
    return `${parts(zones.value, new Date(Number(one.dataset.first) * minute)).hour} ${told(one, ".name > .ts")[0]}${people.length ? ` (${people.join("; ")})` : ""}`;
  });
  const clocks = lines.length ? [`${say("Times in", "时区")} ${zones.value}`] : [];
  const description = [...within, names(node).join("; "), ...about, ...lines, ...clocks].filter(Boolean).join("\n");
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(node.dataset.uid)}`,
    `DTSTAMP:${utc(Date.now())}`,
    `DTSTART:${utc(Number(node.dataset.first) * minute)}`,
    `DTEND:${utc(Number(node.dataset.last) * minute)}`,
    `SEQUENCE:${node.dataset.sequence || 0}`,
    `SUMMARY:${escaped(told(node, talk ? ".name > .ts" : "h4 > .ts")[0])}`,
    `LOCATION:${escaped(told(card, ".where > .ts").join(", "))}`,
    ...(description ? [`DESCRIPTION:${escaped(description)}`] : []),
    ...told(card, ".track > .ts").map(track => `CATEGORIES:${escaped(track)}`),
    ...(root.dataset.url ? [`URL:${root.dataset.url}`] : []),
    "STATUS:CONFIRMED",
    "END:VEVENT",
  ];
};

const calendar = () => {
  const nodes = [...new Map(stars.filter(star => chosen.has(star.node.dataset.uid)).map(star => [star.node.dataset.uid, star.node])).values()];
  nodes.sort((one, other) => one.dataset.first - other.dataset.first || one.dataset.last - other.dataset.last);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//agendawright//page//EN", "CALSCALE:GREGORIAN", `X-WR-CALNAME:${escaped(document.title)}`, ...nodes.flatMap(event), "END:VCALENDAR"];
  return lines.map(folded).join("\r\n") + "\r\n";
};

const hand = (name, words) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], {type: "text/calendar"}));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
