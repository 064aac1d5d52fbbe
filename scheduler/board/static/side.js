/* The panel beside the board: facts and places of what is chosen, findings, publishing, history, downloads. */

import { get, path, post } from "./api.js";
import { button, date, dayName, el, field, icon, length, named, number, pointsWords, said, signed } from "./dom.js";
import { edit, load, own, refused, who } from "./edits.js";
import { acts, isPhone, time, times } from "./grid.js";
import { carryByKeys, choosePlace } from "./drag.js";
import { forget, hearPlaces, ranked } from "./places.js";
import { movedLine, solvePane, whatifPane } from "./jobs.js";
import { note } from "./notes.js";
import { item, locksOf, state, tell, titleOf } from "./state.js";
import { look } from "./lens.js";
import { t, titled } from "./words.js";

const roomName = id => titled(state.index.rooms.get(id)?.title ?? id);
const personName = id => titled(state.index.people.get(id)?.name ?? id);
const personButton = id => el("button.link", { type: "button", onclick: () => acts.person(id), oncontextmenu: event => { event.preventDefault(); acts.person(id); } }, personName(id));
const people = ids => ids.map((id, n) => [n ? "; " : "", personButton(id)]);
const facts = pairs => el("dl.facts", {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value.length !== 0)
  .map(([key, value]) => [el("dt", {}, key), el("dd", {}, value)]));

let back = null;

/** Open a pane, or none. */
export function openPane(pane) {
  const closing = state.pane;
  if (pane && !state.pane) back = document.activeElement;
  state.pane = pane;
  if (pane !== "item") { state.chosen = null; forget(); }
  tell();
  if (pane) named("side").querySelector("h2")?.focus();
  else if (closing) (back?.isConnected ? back : named("main")).focus();
}

const PANES = { item: chosenPane, findings: findingsPane, solve: solvePane, whatif: whatifPane, publish: publishPane, history: historyPane, downloads: downloadsPane };
let drawnFor = "";

/** Draw the panel anew. */
export function drawSide() {
  const side = named("side");
  side.hidden = !state.pane;
  document.body.classList.toggle("aside", Boolean(state.pane));
  side.setAttribute("aria-label", t("details"));
  if (!state.pane) { drawnFor = ""; return side.replaceChildren(); }
  const [title, ...parts] = PANES[state.pane]();
  const is = `${state.pane}:${state.chosen?.kind}:${state.chosen?.id}`;
  const scroll = is === drawnFor ? side.scrollTop : 0;
  const fresh = is !== drawnFor;
  const focus = side.contains(document.activeElement) ? document.activeElement.name || document.activeElement.dataset.focus : null;
  side.replaceChildren(el("header", {}, el("h2", { tabIndex: -1 }, title), signed("close", t("close"), () => openPane(null))), ...parts.flat());
  side.scrollTop = scroll;
  drawnFor = is;
  if (focus || fresh) wanted = focus;
  regain();
  if (!focus && fresh && isPhone()) side.querySelector("h2").focus();
}

let wanted = null;

/** Who was at a button of the panel before it was drawn anew is at it again, as soon as it is there. */
function regain() {
  if (!wanted || document.activeElement !== document.body) return;
  named("side").querySelector(`[name="${CSS.escape(wanted)}"], [data-focus="${CSS.escape(wanted)}"]`)?.focus({ preventScroll: true });
}

// --- what is asked for on demand ---

function later(promise, draw) {
  const node = el("div", {}, el("p.soft", {}, "…"));
  promise.then(found => { node.replaceChildren(...[draw(found)].flat(3).filter(Boolean)); regain(); }, error => node.replaceChildren(el("p.soft", {}, error.status === 404 ? t("notPublished") : error.message)));
  return node;
}

const open = new Set();

/** What is folded away, and stays unfolded when the panel is drawn anew. */
const folded = (key, words, ...children) => el("details", { open: open.has(key), ontoggle: event => { open[event.target.open ? "add" : "delete"](key); } },
  el("summary", { data: { focus: key } }, words), ...children);

const unfolded = new Map();

/** What opens on demand, and stays open when the panel is drawn anew: asked again only after the board has changed. */
function unfolding(key, ask, draw) {
  const node = el("div");
  const show = () => {
    const known = unfolded.get(key), { version } = state.board;
    if (!known) return node.replaceChildren();
    if (known.version !== version) Object.assign(known, { version, found: ask() });
    node.replaceChildren(later(known.found, draw));
  };
  show();
  return { node, toggle: () => { if (!unfolded.delete(key)) unfolded.set(key, {}); show(); } };
}

// --- what is chosen ---

function chosenPane() {
  const { chosen } = state;
  if (!chosen) return [t("details")];
  if (chosen.kind === "person") return personPane(chosen.id);
  if (chosen.kind === "room") return roomPane(chosen.id);
  const one = item(chosen.id);
  if (!one) return [chosen.id];
  const locks = locksOf(one), locked = locks.length > 0, { index } = state;
  const id = one.kind === "sitting" && state.board.sittings.filter(other => other.subforum === one.subforum.id).length === 1 ? one.subforum.id : one.id;
  const findings = [...index.findings.get(one.subforum?.id ?? one.id) ?? []];
  const when = one.start ? `${dayName(date(one.start))}, ${times(one)} (${t("minutes", { n: length(one.start, one.end) })})` : t("unplaced");
  const canMove = !(one.fixture && !one.fixture.movable);
  if (one.kind === "talk" && !findings.length) findings.push(...state.board.findings.filter(finding => finding.items.includes(one.id)));
  const parts = [facts([
    [t("time"), when], [t("room"), one.rooms.map(roomName).join(", ")],
    one.kind === "talk" ? [t("minutesLate"), String(one.talk.minutes)] : one.subforum ? [t("track"), titled(index.tracks.get(one.subforum.track)?.title ?? "")] : [t("audience"), typeof one.fixture.audience === "string" ? t(one.fixture.audience) : people(one.fixture.audience)],
    one.subforum ? [t("audience"), number(one.subforum.audience)] : [t("people"), people((one.fixture ?? one.talk).speakers)],
    one.subforum ? [t("hosts"), people(one.subforum.hosts)] : ["", ""], one.subforum ? [t("chairs"), people(one.subforum.chairs)] : ["", ""],
    one.subforum ? [t("needs"), one.subforum.needs.join(", ")] : ["", ""],
  ])];
  if (!state.preview) {
    parts.push(el("div.row", {},
      button([icon("lock"), locked ? t("unlock") : t("lock")], () => edit({ kind: locked ? "unlock" : "lock", items: locked ? locks : [id] }), { data: { focus: "lock" }, "aria-pressed": String(locked) }),
      canMove && one.kind !== "talk" && !isPhone() ? button(t("carry"), () => carryByKeys(one.id), { data: { focus: "carry" } }) : null,
      one.start && canMove ? button(t("takeOut"), () => edit({ kind: "take_out", item: id }), { data: { focus: "out" } }) : null,
      button(t("dropIt"), () => { state.form = { kind: "drop", item: one.subforum?.id ?? one.id }; openPane("whatif"); })));
  }
  const broken = findings.filter(finding => finding.hard), remarks = findings.filter(finding => !finding.hard);
  if (broken.length) parts.push(el("ul.findings", {}, broken.slice(0, 12).map(findingLine)));
  if (canMove && !state.preview) parts.push(el("h3", {}, t("places")), el("div", { id: "places" }, placesList(one.id)), el("div", { id: "swaps" }, swapsList(one.id)));
  if (remarks.length) parts.push(folded("remarks", t("remarks", { n: number(remarks.length) }), el("ul.findings", {}, remarks.slice(0, 30).map(findingLine))));
  if (one.sitting) parts.push(el("h3", {}, t("talks")), talksList(one));
  return [titled(titleOf(one)), ...parts];
}

const findingLine = finding => el("li", { class: finding.hard ? "hard" : "", lang: "en" }, finding.hard ? icon("warn") : null, finding.sentence,
  finding.penalty ? el("b", {}, ` ${number(finding.penalty)}`) : null);

let shown = 12;
let drawnPlaces = "";

function placesList(id) {
  const { places } = state;
  if (!places || places.item !== id) return el("p.soft", {}, t("reckoning"));
  if (drawnPlaces !== `${id}:${places.version}`) { drawnPlaces = `${id}:${places.version}`; shown = 12; }
  const list = ranked(places.list), possible = list.filter(place => place.possible);
  const one = item(id);
  const line = place => el("li", {}, el("button.place", { type: "button", data: { focus: place.at, at: place.at }, onclick: () => choosePlace(place, id, places.version) },
    el("b", { class: !place.possible ? "no" : place.change > 0 ? "worse" : place.change < 0 ? "better" : "same" }, place.possible ? pointsWords(place.change) : t("impossibleHere")),
    el("span", {}, `${dayName(date(place.start))} ${time(place.start)}, ${place.rooms.map(roomName).join(", ") || t("noRoom")}`,
      one?.start === place.start && one.rooms[0] === place.rooms[0] ? ` (${t("now")})` : ""),
    (place.possible ? place.reasons : place.why).slice(0, 2).map(reason => said("small", reason))));
  return [
    el("p.soft", { role: "status" }, places.done ? t("possibleOf", { n: number(possible.length), all: number(list.length) }) : t("reckoning")),
    el("ol.places", {}, possible.slice(0, shown).map(line)),
    possible.length > shown ? button(t("more"), () => { shown += 40; redrawPlaces(true); }, { data: { focus: "more" } }) : null,
    list.length > possible.length ? folded("impossible", `${t("impossible")} (${number(list.length - possible.length)})`, el("ol.places", {}, list.slice(possible.length, possible.length + 60).map(line))) : null,
  ];
}

function swapsList(id) {
  const swaps = state.places?.item === id ? [...state.places.swaps.values()] : [];
  if (!swaps.length) return "";
  const possible = swaps.filter(one => one.possible);
  return folded("swaps", `${t("swaps")} (${number(possible.length)})`, el("ol.places", {}, swaps.slice(0, 30).map(swap => el("li", {},
    el("button.place", { type: "button", data: { focus: `swap-${swap.swap}` }, onclick: () => edit({ kind: "swap", item: id, other: swap.swap }) },
      el("b", { class: !swap.possible ? "no" : swap.change > 0 ? "worse" : swap.change < 0 ? "better" : "same" }, swap.possible ? pointsWords(swap.change) : t("impossibleHere")),
      el("span", {}, titled(titleOf(item(swap.swap)) ?? swap.swap)), (swap.possible ? swap.reasons : swap.why).slice(0, 2).map(reason => said("small", reason)))))));
}

let late = 0;
/** Places as they come are listed a few times a second, and at the end. */
function redrawPlaces(now = false) {
  const node = named("places");
  if (!node || state.chosen?.kind !== "item") return;
  const act = () => {
    late = 0;
    const here = named("places");
    if (!here || !state.chosen) return;
    const one = item(state.chosen.id);
    if (document.activeElement?.closest("#places, #swaps")) wanted = document.activeElement.dataset.focus;
    here.replaceChildren(...[placesList(one.id)].flat().filter(Boolean));
    named("swaps").replaceChildren(swapsList(one.id));
    regain();
  };
  if (now) act(); else late ||= setTimeout(act, 200);
}
hearPlaces(() => redrawPlaces(Boolean(state.places?.done)));

function talksList(one) {
  const { sitting } = one, { index } = state;
  const order = (n, by) => {
    const ids = sitting.talks.map(talk => talk.talk);
    [ids[n], ids[n + by]] = [ids[n + by], ids[n]];
    edit({ kind: "order", sitting: sitting.id, talks: ids });
  };
  return el("ol.talks", {}, sitting.talks.map((talk, n) => {
    const about = index.talks.get(talk.talk), name = titled(about?.title ?? talk.talk);
    return el("li", {},
      el("div.row", {}, el("p", {}, el("span.at", {}, `${time(talk.start)} `), state.preview ? name : el("button.link", { type: "button", onclick: () => acts.choose(talk.talk) }, name)),
        state.preview ? null : el("span.pair", {}, signed("up", `${t("earlier")}: ${name}`, () => order(n, -1), { disabled: n === 0, data: { focus: `up-${talk.talk}` } }),
          signed("down", `${t("later")}: ${name}`, () => order(n, 1), { disabled: n === sitting.talks.length - 1, data: { focus: `down-${talk.talk}` } }))),
      el("p.soft", {}, people(talk.speakers)),
      (about?.seats ?? []).map(seat => seatLine(seat, talk.seats.find(other => other.seat === seat.id)?.speaker)));
  }));
}

function seatLine(seat, speaker) {
  const place = one => el("li", {}, el("button.place", { type: "button", disabled: one.now, data: { focus: `${seat.id}=${one.speaker ?? ""}` }, onclick: () => edit({ kind: "seat", seat: seat.id, speaker: one.speaker }) },
    el("b", { class: one.why.length ? "no" : one.change > 0 ? "worse" : one.change < 0 ? "better" : "same" }, one.why.length ? t("impossibleHere") : pointsWords(one.change)),
    el("span", {}, one.speaker ? titled(one.name) : t("nobody"), one.speaker ? ` (${one.free ? t("free") : t("busy")})` : ""),
    (one.why.length ? one.why : one.reasons).slice(0, 2).map(reason => said("small", reason))));
  const list = unfolding(`seat ${seat.id}`, () => get(`/api/seats/${path(seat.id)}`), ({ candidates }) => el("ul.candidates", {}, candidates.map(place)));
  return [el("p.seat", {}, el("span", {}, `${t(seat.role)}: `), speaker ? personButton(speaker) : el("em", {}, t("nobody")), " ", state.preview ? null : button(t("candidates"), list.toggle, { class: "small", data: { focus: `seat-${seat.id}` } })), state.preview ? null : list.node];
}

function personPane(id) {
  const person = state.index.people.get(id);
  if (!person) return [id];
  const inside = one => one.talks.some(talk => talk.speakers.includes(id) || talk.seats.some(seat => seat.speaker === id)) || state.index.subforums.get(one.subforum)?.chairs.includes(id);
  const own = [...state.board.sittings.filter(inside).map(one => one.id), ...state.board.placed.filter(one => state.index.fixtures.get(one.fixture)?.speakers.includes(id)).map(one => one.fixture)];
  const ask = form => { state.form = { who: id, ...form }; openPane("whatif"); };
  const attends = { onsite: "onsite", online: "onlineGuest", recorded: "recorded" }[person.attends];
  return [titled(person.name),
    facts([[t("country"), person.country], [t("region"), person.region], [t("zone"), person.zone], [t("attends"), attends ? t(attends) : person.attends]]),
    el("div.row", {}, button(t("cancelPerson"), () => ask({ kind: "cancel" })), button(t("lateDay"), () => ask({ kind: "late", minutes: "90" })), button(t("lookAsThem"), () => look(`p:${id}`))),
    el("ul.findings", {}, (state.index.findings.get(id) ?? []).map(findingLine)),
    el("h3", {}, t("appears")), el("ul.appears", {}, own.map(other => el("li", {}, button(`${dayName(date(item(other).start))} ${times(item(other))} ${titled(titleOf(item(other)))}`, () => acts.choose(other)))))];
}

function roomPane(id) {
  const room = state.index.rooms.get(id);
  if (!room) return [id];
  return [titled(room.title),
    facts([[t("seatsNumber"), number(room.seats)], [t("needs"), room.features.join(", ")], ["", room.closed.map(one => `${dayName(date(one.start))} ${times(one)}: ${one.reason}`).join("; ")]]),
    el("div.row", {}, state.board.days.map(day => button(t("closeRoomDay", { day: dayName(day.date) }), () => { state.form = { kind: "closeRoom", room: id, window: day.date }; openPane("whatif"); })))];
}

function findingsPane() {
  const { findings } = state.board;
  const about = finding => finding.items.map(id => state.index.owner.get(id) ?? id).find(id => state.index.subforums.has(id) || state.index.fixtures.has(id));
  const go = id => { const one = item(id); if (one?.start) state.day = date(one.start); acts.choose(one.id); };
  return [t("findings"), findings.length ? "" : el("p", {}, t("nothingFound")), el("ul.findings", {}, findings.map((finding, n) => {
    const line = findingLine(finding), id = about(finding);
    if (id) line.append(" ", button(titled((state.index.subforums.get(id) ?? state.index.fixtures.get(id)).title), () => go(id), { class: "small", data: { focus: `finding-${n}` } }));
    return line;
  }))];
}

// --- publishing, history, downloads ---

const sentences = list => el("ul.sentences", {}, list.map(one => said("li", one)));
const diffed = found => [found.sentences.length ? sentences(found.sentences) : el("ul.sentences", {}, found.moved.length ? found.moved.map(movedLine) : el("li", {}, t("noMoves"))), found.people?.length ? [el("h4", {}, `${t("told")} (${number(found.people.length)})`), el("p", {}, found.people.map(one => titled(one.name)).join("; "))] : null];

function publishPane() {
  const why = el("textarea", { name: "why", rows: 3, maxLength: 500, value: state.form.why ?? "", oninput: event => { state.form.why = event.target.value; } });
  const send = async (anyway, after) => {
    try {
      const told = await post("/api/publish", { version: state.board.version, who: who(), why: why.value, anyway, ...(after ? { after } : {}) });
      state.form.why = "";
      if (told.number) own.add(`published ${told.number}`);
      note(told.words);
      await load();
    } catch (error) {
      refused(error);
      if (error.status === 409 && !error.since) {
        const { versions } = await get("/api/history");
        const { number: newest, who: theirs } = versions.at(-1);
        note(`${t("version", { n: newest })}: ${theirs}`, { acts: [[t("publishAfter", { n: newest }), () => send(anyway, newest)]] });
      }
      if (error.status === 422 && !anyway) note(t("publishAnyway"), { acts: [[t("anyway"), () => send(true, after)]] });
    }
  };
  return [t("publish"), state.board.published?.same ? el("p", {}, t("sameAsPublished")) : "", field(t("why"), why), button(t("publish"), () => send(false), { class: "main", data: { focus: "publish" } }),
    el("h3", {}, t("would")), later(get("/api/diff"), diffed)];
}

/** Have a version on the board again, to be published after it was looked at. */
async function backTo(version) {
  try {
    const told = await post(`/api/history/${version}/revert`, { version: state.board.version, who: who() });
    await load();
    openPane("publish");
    note(told.words);
  } catch (error) {
    refused(error);
  }
}

function historyPane() {
  const version = one => {
    const more = unfolding(`version ${one.number}`, () => get(`/api/history/${one.number}/diff`), diffed);
    return el("li", {}, el("p", {}, el("b", {}, t("version", { n: one.number })), ` ${one.who}: ${one.why ?? ""}`), el("p.soft", {}, `${String(one.at).slice(0, 16).replace("T", " ")} UTC · ${t("penalty")} ${number(one.penalty ?? 0)}`),
      el("div.row", {}, button(t("diff"), more.toggle, { data: { focus: `diff-${one.number}` } }),
        button(t("revert"), () => backTo(one.number), { data: { focus: `revert-${one.number}` } })), more.node);
  };
  return [t("history"), later(get("/api/history"), found => el("ol.versions", {}, [...found.versions].reverse().map(version))),
    el("h3", {}, t("edits")), later(get(`/api/edits?after=${Math.max(0, state.board.version - 60)}&most=60`), found => el("ol.edits", {}, [...found.edits].reverse().map(one =>
      el("li", {}, el("b", {}, one.who), " ", said("span", one.words), " ", el("small", {}, one.at.slice(11, 16))))))];
}

function downloadsPane() {
  return [t("downloads"), later(get("/api/downloads"), found => el("ul.downloads", {}, found.downloads.map(one =>
    el("li", {}, el("a", { href: `/api/download/${one.id}?lang=${document.documentElement.lang}`, download: one.file }, one.file), said("small", one.about), one.private ? el("small.private", {}, t("private")) : null))))];
}
