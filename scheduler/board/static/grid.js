/* The board of one day: rooms across, time down, cards at their minutes. */

import { button, date, dayName, el, icon, length, local, minuteOf, named, number, wall } from "./dom.js";
import { cellKey, hearPlaces, tint } from "./places.js";
import { agenda, isLocked, item, state, titleOf } from "./state.js";
import { lang, t, titled } from "./words.js";

/** Geometry of what is drawn: first minute, pixels a minute, rooms, column nodes. */
export const drawn = { first: 0, last: 0, scale: 1, rooms: [], columns: new Map() };

const phone = matchMedia("(max-width: 760px)");
export const isPhone = () => phone.matches;

const clock = iso => (state.lens ? local(iso, state.lens.zone) : { time: wall(iso), date: date(iso) });

/** A time on the clocks that are looked at, with its day where that is another. */
export function time(iso) {
  const there = clock(iso);
  if (there.date === date(iso)) return there.time;
  return `${there.time} ${dayName(there.date)}`;
}

export const times = one => `${time(one.start)}–${clock(one.end).time}`;

/** Who hears of what is pressed on the board. */
export const acts = { choose() {}, room() {} };

function standing(day) {
  const found = [];
  for (const sitting of agenda().sittings) if (date(sitting.start) === day) found.push(item(sitting.id));
  for (const placed of agenda().placed) if (date(placed.start) === day) found.push(item(placed.fixture));
  return found;
}

/** Side by side where things overlap in a room. */
function lanes(list) {
  const sorted = [...list].sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
  let cluster = [], until = -Infinity;
  const close = () => cluster.forEach(one => { one.lanes = Math.max(...cluster.map(other => other.lane)) + 1; });
  for (const one of sorted) {
    if (Date.parse(one.start) >= until) { close(); cluster = []; until = -Infinity; }
    const taken = new Set(cluster.filter(other => Date.parse(other.end) > Date.parse(one.start)).map(other => other.lane));
    one.lane = 0;
    while (taken.has(one.lane)) one.lane += 1;
    cluster.push(one);
    until = Math.max(until, Date.parse(one.end));
  }
  close();
  return sorted;
}

function movedWords(one) {
  const change = state.preview?.found.moved.find(move => move.kind !== "talk" && move.kind !== "seat" && (move.item === one.id || move.item === one.subforum?.id));
  const stays = change?.was && change.now && change.was.start === change.now.start && change.was.rooms.join() === change.now.rooms.join();
  if (stays) return " ";
  const inside = !change && one.subforum && state.preview?.found.moved.find(move => move.subforum === one.subforum.id);
  if (inside) return " ";
  if (!change) return "";
  if (!change.was) return "＋";
  const rooms = change.was.rooms.map(id => titled(state.index.rooms.get(id)?.title ?? id)).join(", ");
  return `← ${date(change.was.start) === date(one.start) ? "" : `${dayName(date(change.was.start))} `}${wall(change.was.start)}, ${rooms}`;
}

const isChosen = one => state.chosen?.kind === "item" && (state.chosen.id === one.id || state.chosen.id === one.subforum?.id);

/** A card. */
export function card(one, small = false) {
  const { index } = state;
  const findings = one.subforum ? index.findings.get(one.subforum.id) ?? [] : index.findings.get(one.id) ?? [];
  const hard = state.preview ? [] : findings.filter(finding => finding.hard);
  const soft = state.preview ? [] : findings.filter(finding => !finding.hard);
  const mine = new Set(state.lens?.items ?? []);
  const own = mine.size && (mine.has(one.id) || mine.has(one.subforum?.id) || one.subforum?.talks.some(talk => mine.has(talk.id) || talk.seats.some(seat => mine.has(seat.id))));
  const moved = movedWords(one);
  const locked = isLocked(one);
  const chosen = isChosen(one);
  const words = titled(one.subforum?.title ?? one.fixture.title);
  const rooms = one.rooms.map(id => titled(index.rooms.get(id)?.title ?? id)).join(", ");
  const classes = [one.subforum ? "sitting" : "fixture", chosen && "chosen", locked && "locked", own && "own", moved && "moved", hard.length && "broken",
    mine.size && !own && "others", one.fixture && !one.fixture.movable && "fixed"];
  const node = el("article.card", { class: classes.filter(Boolean).join(" "), data: { id: one.id } },
    el("header", {},
      el("button.name", { type: "button", "aria-pressed": String(Boolean(chosen)), onclick: event => { event.stopPropagation(); acts.choose(one.id); } },
        words, el("span.vh", {}, `, ${times(one)}, ${rooms}${locked ? `, ${t("locked")}` : ""}`)),
      el("p.when", {}, el("span", {}, times(one)), small ? el("span", {}, rooms) : null, locked ? icon("lock") : null,
        hard.length ? el("span.badge.hard", { title: hard.map(finding => finding.sentence).join("\n") }, icon("warn"), t("broke", { n: hard.length })) : null,
        !hard.length && soft.length ? el("span.badge.soft", { title: soft.slice(0, 8).map(finding => finding.sentence).join("\n") }, String(soft.length), el("span.vh", {}, t("remarks", { n: "" }))) : null),
      moved.trim() ? el("p.was", {}, moved) : null));
  if (one.subforum) {
    node.style.setProperty("--h", index.hues.get(one.subforum.track) ?? 255);
    if (one.sitting && !small) {
      node.append(el("ul.talks", {}, one.sitting.talks.map(talk => {
        const about = index.talks.get(talk.talk);
        const theirs = mine.has(talk.talk) || about?.seats.some(seat => mine.has(seat.id));
        return el("li", { class: theirs ? "mine" : "" }, el("span.at", {}, clock(talk.start).time), " ", titled(about?.title ?? talk.talk));
      })));
    }
  }
  node.addEventListener("click", () => acts.choose(one.id));
  return node;
}

const box = (node, start, minutes) => {
  node.style.top = `${(start - drawn.first) * drawn.scale}px`;
  node.style.height = `${minutes * drawn.scale}px`;
  return node;
};

/** The part of a stretch of time that is seen on a day: [first minute, minutes]. */
function within(stretch, day) {
  const shift = Math.round((Date.parse(`${date(stretch.start)}T00:00Z`) - Date.parse(`${day}T00:00Z`)) / 60000);
  const from = shift + minuteOf(stretch.start), to = from + length(stretch.start, stretch.end);
  const low = Math.max(from, drawn.first), high = Math.min(to, drawn.last);
  return high > low ? [low, high - low] : null;
}

let last = [];
const shown = () => [state.board, state.day, state.preview, state.lens, lang()];

/** Draw the day anew where what stands on it may be another; else say only what is chosen. */
export function refresh() {
  if (shown().some((one, n) => one !== last[n])) return draw();
  for (const node of document.querySelectorAll("#grid .card")) {
    const chosen = isChosen(item(node.dataset.id));
    node.classList.toggle("chosen", chosen);
    node.querySelector(".name").setAttribute("aria-pressed", String(chosen));
  }
}

/** Draw the day that is looked at. */
export function draw() {
  const { board, day } = state;
  last = shown();
  const grid = named("grid");
  const focused = document.activeElement?.closest?.("#grid .card")?.dataset.id;
  const scroll = [grid.scrollLeft, grid.scrollTop];
  const here = standing(day);
  const blocks = board.blocks.filter(block => date(block.start) === day);
  if (isPhone()) {
    drawn.columns = new Map();
    const sorted = here.sort((a, b) => a.start.localeCompare(b.start) || (a.rooms[0] ?? "").localeCompare(b.rooms[0] ?? ""));
    grid.replaceChildren(el("h2.vh", {}, dayName(day, true)), el("div.cards", {}, sorted.map(one => card(one, true))), leftOut());
    if (focused) refocus(focused);
    return;
  }
  const edges = [...blocks, ...here].flatMap(one => [minuteOf(one.start), minuteOf(one.start) + length(one.start, one.end)]);
  drawn.first = Math.floor(Math.min(...edges, 24 * 60) / 30) * 30;
  drawn.last = Math.min(Math.ceil(Math.max(...edges) / 30) * 30, 30 * 60);
  const room = grid.clientHeight - 64;
  drawn.scale = Math.max(1.3, room / (drawn.last - drawn.first)) * state.zoom;
  drawn.rooms = board.rooms.map(one => one.id);
  if (here.some(one => !one.rooms.length)) drawn.rooms.push("");
  const height = (drawn.last - drawn.first) * drawn.scale;
  const hours = [];
  for (let minute = Math.ceil(drawn.first / 60) * 60; minute < drawn.last; minute += 60) hours.push(minute);
  const wallAt = minute => `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const zoneOffset = (board.blocks[0] ?? here[0]).start.slice(19);
  const axis = el("div.axis", { "aria-hidden": "true" }, hours.map(minute => {
    const theirs = state.lens ? local(`${day}T${wallAt(minute)}:00${zoneOffset}`, state.lens.zone) : null;
    const node = el("span", {}, wallAt(minute), theirs ? el("b", {}, theirs.time + (theirs.date < day ? "⁻¹" : theirs.date > day ? "⁺¹" : "")) : null);
    node.style.top = `${(minute - drawn.first) * drawn.scale}px`;
    return node;
  }));
  drawn.columns = new Map();
  const heads = [], columns = [];
  for (const id of drawn.rooms) {
    const about = state.index.rooms.get(id);
    heads.push(el("div.room", {}, about
      ? el("button.head", { type: "button", onclick: () => acts.room(id), oncontextmenu: event => { event.preventDefault(); acts.room(id); } },
        titled(about.title), el("small", {}, number(about.seats)))
      : t("noRoom")));
    const column = el("div.column", { data: { room: id } });
    for (const block of blocks) column.append(box(el("div.block"), ...within(block, day)));
    for (const closed of about?.closed ?? []) {
      const part = within(closed, day);
      if (part) column.append(box(el("div.closed", { title: t("closed", { reason: closed.reason }) }), ...part));
    }
    for (const night of state.lens?.night ?? []) {
      const part = within(night, day);
      if (part) column.append(box(el("div.night"), ...part));
    }
    for (const minute of hours) column.append(box(el("div.hour"), minute, 0));
    column.append(el("div.tints"));
    for (const one of lanes(here.filter(other => (other.rooms.length ? other.rooms.includes(id) : id === "")))) {
      const node = box(card(one), minuteOf(one.start), Math.max(length(one.start, one.end), 5));
      node.style.left = `calc(${(100 * one.lane) / one.lanes}% + 2px)`;
      node.style.width = `calc(${100 / one.lanes}% - 4px)`;
      if (length(one.start, one.end) * drawn.scale < 44) node.classList.add("short");
      column.append(node);
    }
    column.style.height = `${height}px`;
    drawn.columns.set(id, column);
    columns.push(column);
  }
  const sheet = el("div.sheet", { css: { "--n": String(drawn.rooms.length) } }, el("div.corner", {}, state.lens ? el("small", {}, state.lens.zone.split("/").pop().replaceAll("_", " ")) : ""), heads, axis, columns);
  axis.style.height = `${height}px`;
  grid.replaceChildren(el("h2.vh", {}, dayName(day, true)), leftOut(), sheet);
  [grid.scrollLeft, grid.scrollTop] = scroll;
  paint(state.places?.list ?? []);
  if (focused) refocus(focused);
}

/** Focus a card again after it was drawn anew. */
export function refocus(id) {
  named("grid").querySelector(`.card[data-id="${CSS.escape(id)}"] .name`)?.focus({ preventScroll: true });
}

function leftOut() {
  const ids = new Map();
  const stand = new Set(agenda().sittings.map(one => one.subforum));
  for (const one of agenda().unplaced) {
    const owner = state.index.owner.get(one.item);
    ids.set(owner && (!stand.has(owner) || !state.index.talks.has(one.item)) ? owner : one.item, one.sentence);
  }
  if (!ids.size) return "";
  return el("section.left", { "aria-label": t("unplaced") }, el("h3", {}, t("unplaced")),
    [...ids].map(([id, sentence]) => {
      const one = item(id);
      return one ? button(titled(titleOf(one)), () => acts.choose(one.id), { title: sentence, data: { id }, class: "leftout" }) : null;
    }));
}

/** Tint the cells of places on the day that is looked at. */
export function paint(list) {
  const parts = new Map();
  for (const place of list) {
    if (date(place.start) !== state.day) continue;
    const column = drawn.columns.get(place.rooms[0] ?? "");
    if (!column) continue;
    const minute = minuteOf(place.start);
    const cell = box(el("div.cell", { class: `t-${tint(place)}`, data: { cell: cellKey(state.day, place.rooms[0] ?? "", minute), change: place.possible ? place.change : "" } }), minute, state.board.grid);
    if (!parts.has(column)) parts.set(column, []);
    parts.get(column).push(cell);
  }
  for (const [column, cells] of parts) column.querySelector(".tints").append(...cells);
}

hearPlaces(found => {
  document.body.classList.toggle("tinted", Boolean(state.places));
  if (found) paint(found);
  else if (!state.places || !state.places.list.length) named("grid").querySelectorAll(".tints").forEach(node => node.replaceChildren());
});

/** The legend of tracks, or of tints. */
export function legend() {
  const { board, index } = state;
  const keys = [["less", "legendLess"], ["same", "legendSame"], ["some", "legendMore"], ["more", null], ["much", null], ["most", null], ["no", "legendNo"]];
  named("legend").replaceChildren(
    el("ul.legend", {}, board.tracks.map(track => el("li", { css: { "--h": String(index.hues.get(track.id)) } }, el("b"), titled(track.title)))),
    el("ul.legend.scale", {}, keys.map(([kind, words]) => el("li", {}, el("b", { class: `t-${kind}` }), words ? t(words) : ""))));
}

