/* The page: draws what is known, and lets people act on it. */

import { get, kept } from "./api.js";
import { button, choice, dayName, el, named, number, signed } from "./dom.js";
import { edit, greeted, load, own, who } from "./edits.js";
import { acts, draw, legend, refresh } from "./grid.js";
import { ask, forget } from "./places.js";
import { note, say } from "./notes.js";
import { days, hear, item, state, tell } from "./state.js";
import { drawSide, openPane } from "./side.js";
import { begin as beginDrag, carrying, visible } from "./drag.js";
import { drawLens, look } from "./lens.js";
import { drawPreview, jobTold, jobsAre } from "./jobs.js";
import { lang, speak, t, titled } from "./words.js";

function top() {
  const { board } = state;
  const { score } = board;
  const broken = board.findings.some(one => one.hard && one.rule !== "placed");
  document.title = `${titled(board.title)} · ${t("board")}`;
  const shown = [["penalty", number(score.penalty)]];
  if (score.bound !== null) shown.push(["bound", number(score.bound)]);
  if (score.gap !== null) shown.push(["gap", `${score.gap.toFixed(1)} %`]);
  const talks = board.subforums.reduce((sum, one) => sum + one.talks.length, 0);
  const counts = { s: board.subforums.length, t: talks, p: board.people.length, r: board.rooms.length };
  named("stripe").replaceChildren(...board.tracks.map(track => el("i", { css: { "--h": String(state.index.hues.get(track.id)) } })));
  named("top").replaceChildren(
    el("div", {}, el("h1", {}, titled(board.title)), el("p.facts", {}, t("peopleSubforums", counts),
      board.published ? ` · ${t(board.published.same ? "published" : "changedSince", { n: board.published.number })}` : "")),
    el("div.score", {}, el("dl", {}, shown.map(([key, words]) => el("div", {}, el("dt", {}, t(key)), el("dd", { id: `score-${key}` }, words)))),
      el("span.proof", { class: score.status, id: "status" }, t(broken && board.unplaced.length ? "draftBroken" : score.status))));
}

/** Look at another day. */
export function turn(day) {
  state.day = day;
  tell();
}

function bar() {
  const { board } = state;
  const zones = [...new Set([board.zone, ...board.people.map(person => person.zone).filter(Boolean)])].sort();
  const lensValue = state.lens ? (state.lens.person ? `p:${state.lens.person.id}` : `z:${state.lens.zone}`) : "";
  const option = (value, words) => el("option", { value }, words);
  const same = `${lang()} ${board.people.length} ${board.changes.length}`;
  const lens = named("lens")?.dataset.same === same ? named("lens") : el("select", { id: "lens", data: { same }, "aria-label": t("lookAs"), onchange: event => look(event.target.value) },
    option("", t("conference")), el("optgroup", { label: t("zones") }, zones.map(zone => option(`z:${zone}`, zone.replaceAll("_", " ")))),
    el("optgroup", { label: t("people") }, board.people.map(person => option(`p:${person.id}`, titled(person.name)))));
  lens.value = lensValue;
  const tab = day => el("button.tab", { type: "button", "aria-pressed": String(day === state.day), data: { day }, onclick: () => turn(day) }, dayName(day));
  const pane = (name, words) => button(words, () => openPane(state.pane === name ? null : name), { "aria-pressed": String(state.pane === name), data: { pane: name } });
  const name = el("input", { id: "who", "aria-label": t("you"), placeholder: state.session?.who ?? t("you"), value: kept.get("who") ?? "", maxLength: 60, autocomplete: "off",
    onchange: event => kept.set("who", event.target.value.trim()) });
  named("bar").setAttribute("aria-label", t("board"));
  named("bar").replaceChildren(
    el("div.tabs", { role: "group", "aria-label": t("days") }, days().map(tab)),
    el("div.tools", {},
      signed("undo", board.undo ? t("undoWhat", { words: board.undo.words }) : t("undo"), undo, { id: "undo", disabled: !board.undo }),
      signed("redo", board.redo ? t("redoWhat", { words: board.redo.words }) : t("redo"), redo, { id: "redo", disabled: !board.redo }),
      pane("findings", t("findings")),
      pane("solve", [t("solve"), el("i.busy")]), pane("whatif", t("whatif")), pane("publish", t("publish")), pane("history", t("history")), pane("downloads", t("downloads"))),
    el("div.tools.looks", {}, el("label.inline", {}, el("span", {}, t("lookAs")), lens),
      signed("minus", t("smaller"), () => zoom(1 / 1.35), { class: "zoom" }), signed("plus", t("larger"), () => zoom(1.35), { class: "zoom" }),
      el("div.langs", { role: "group", "aria-label": t("language") }, [["en", "EN"], ["zh", "中文"]].map(([code, words]) =>
        el("button", { type: "button", lang: code, "aria-pressed": String(lang() === code), onclick: () => { speak(code); kept.set("lang", code); tell(); } }, words))),
      signed("moon", t("dark"), dark, { id: "dark", "aria-pressed": String(document.documentElement.classList.contains("dark")) }), name));
}

function zoom(by) {
  state.zoom = Math.min(6, Math.max(1, state.zoom * by));
  draw();
}

function dark() {
  const root = document.documentElement;
  const now = root.classList.contains("dark") || (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("dark", !now);
  root.classList.toggle("light", now);
  kept.set("scheme", now ? "light" : "dark");
  bar();
}

/** Take the last edit back; that of somebody else only after a question. */
function undo() {
  const { undo: last, version } = state.board;
  if (!last) return;
  const take = () => edit({ kind: "undo", version });
  if (last.who === (who() ?? state.session?.who)) take();
  else note(t("undoTheirs", last), { acts: [[t("takeBack"), take]] });
}

const redo = () => state.board.redo && edit({ kind: "redo" });

/** Choose an item: its places are reckoned, and its facts are shown. */
export function choose(id) {
  if (carrying()) return;
  state.chosen = { kind: "item", id };
  state.pane = "item";
  const one = item(id);
  const fixed = one?.kind === "fixture" && !one.fixture.movable;
  if (fixed || state.preview) forget();
  tell();
  if (!fixed && !state.preview) ask(id, visible());
}

/** Choose a person or a room. */
export function chooseOther(kind, id) {
  state.chosen = { kind, id };
  state.pane = "item";
  forget();
  tell();
}

acts.choose = choose;
acts.room = id => chooseOther("room", id);
acts.person = id => chooseOther("person", id);

function redraw() {
  if (!state.board) return;
  const all = days();
  if (!all.includes(state.day)) state.day = state.board.days[0]?.date ?? all[0];
  const focused = document.activeElement?.id || document.activeElement?.dataset?.pane;
  const typed = document.activeElement?.id === "who" ? document.activeElement.value : null;
  const inBar = named("bar").contains(document.activeElement) && focused;
  document.body.classList.toggle("tinted", Boolean(state.places));
  if (!carrying()) refresh();
  top();
  bar();
  if (typed !== null) named("who").value = typed;
  if (inBar) (named(focused) ?? named("bar").querySelector(`[data-pane="${focused}"]`))?.focus();
  drawSide();
  drawPreview();
  drawLens();
  legend();
  const { chosen, pane, board, places } = state;
  if (pane === "item" && chosen?.kind === "item" && !state.preview && (!places || places.version !== board.version) && !carrying()) {
    const one = item(chosen.id);
    if (one && !(one.kind === "fixture" && !one.fixture.movable)) ask(chosen.id, visible());
  }
}

const AGAIN = 2000;
let gone = false;

/** Hear what happens. A browser listens again by itself where the connection was lost, but not where it was refused. */
function listen() {
  const events = new EventSource("/api/events");
  const heard = (name, take) => events.addEventListener(name, event => take(JSON.parse(event.data)));
  heard("hello", told => {
    if (gone) note(t("online"));
    greeted();
    jobsAre(told.jobs);
    if (state.board && (gone || told.version !== state.board.version)) load();
    gone = false;
  });
  heard("edit", told => {
    if (!state.board) return void load();
    if (told.edit.version <= state.board.version || own.has(told.edit.version)) return;
    setTimeout(() => {
      if (own.has(told.edit.version) || state.board.version >= told.edit.version) return;
      note(`${told.edit.who}: ${told.edit.words}`);
      say(`${told.edit.who}: ${told.edit.words}`);
      load();
    }, 150);
  });
  heard("job", jobTold);
  heard("publish", told => setTimeout(() => {
    if (!own.has(`published ${told.number}`)) note(`${told.who}: ${t("version", { n: told.number })}. ${told.why}`);
    load();
  }, 400));
  heard("again", () => load());
  events.addEventListener("error", () => {
    const closed = events.readyState === EventSource.CLOSED;
    if (closed) setTimeout(listen, AGAIN);
    if (!gone) (closed ? get("/api/session") : Promise.resolve()).then(() => note(t("offline")), error => note(t(error.status === 401 ? "shutOut" : "offline"), { bad: error.status === 401 }));
    gone = true;
  });
}

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, textarea")) {
    event.preventDefault();
    if (event.shiftKey) redo(); else undo();
  }
  if (event.key === "Escape" && !carrying() && state.pane && !event.defaultPrevented && !document.querySelector("dialog[open]")) openPane(null);
});

let resizing = 0;
addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => state.board && !carrying() && draw(), 120); });

async function begin() {
  speak(kept.get("lang") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  const scheme = kept.get("scheme");
  if (scheme) document.documentElement.classList.add(scheme);
  hear(redraw);
  listen();
  state.session = await get("/api/session");
  await load();
  beginDrag();
  document.body.dataset.ready = "true";
}

begin().catch(error => note(String(error.message), { bad: true }));
