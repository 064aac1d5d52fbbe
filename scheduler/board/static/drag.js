/* Carrying an item over the board, by pointer or with the keys, and what is said of each cell on the way. */

import { date, dayName, el, named, pointsWords, said, wall } from "./dom.js";
import { get, path } from "./api.js";
import { edit, move, refused } from "./edits.js";
import { draw, drawn, isPhone, refocus, time } from "./grid.js";
import { note, say, tip, untip } from "./notes.js";
import { ask, cellKey, forget, ranked } from "./places.js";
import { item, state, tell, titleOf } from "./state.js";
import { t, titled } from "./words.js";

const FAR = 5; // pixels after which a press is a drag
const EDGE = 40;
const TURN = 500;

let carry = null;

/** Whether something is being carried. */
export const carrying = () => Boolean(carry);

const pad = n => String(n).padStart(2, "0");
const wallOf = minute => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
const roomName = id => (id ? titled(state.index.rooms.get(id)?.title ?? id) : t("noRoom"));

/** The part of the board that is on the screen, as the server is asked for it. */
export function visible() {
  if (isPhone() || !drawn.columns.size) return { from: `${state.day}T00:00`, to: `${state.day}T23:59` };
  const view = named("grid").getBoundingClientRect();
  const rooms = [...drawn.columns].filter(([id, node]) => {
    const box = node.getBoundingClientRect();
    return id && box.right > view.left && box.left < view.right;
  }).map(([id]) => id);
  const topOf = drawn.columns.values().next().value.getBoundingClientRect().top;
  const at = y => Math.min(23 * 60 + 59, Math.max(0, Math.floor(drawn.first + (y - topOf) / drawn.scale)));
  return { rooms: rooms.join(","), from: `${state.day}T${wallOf(at(view.top))}`, to: `${state.day}T${wallOf(at(view.bottom))}` };
}

/** What a cell would cost, in sentences. */
export function told(place) {
  if (!place) return [state.places?.done ? t("noPlace") : t("notReckoned")];
  if (!place.possible) return [t("impossibleHere"), ...place.why];
  return [pointsWords(place.change), ...place.reasons];
}

function show(x, y, head, words, kind) {
  tip(x, y, el("p.where", {}, head), el("p.change", { class: kind }, words[0]), words.slice(1).map(one => said("p", one)));
}

function placeAt(day, room, minute) {
  return state.places?.cells.get(cellKey(day, room, minute));
}

const kindOf = place => (!place ? "unknown" : !place.possible ? "no" : place.change > 0 ? "worse" : place.change < 0 ? "better" : "same");

function mark(room, minute, minutes, kind) {
  unmark();
  const column = drawn.columns.get(room);
  if (!column) return;
  const node = el("div.target", { class: kind });
  node.style.top = `${(minute - drawn.first) * drawn.scale}px`;
  node.style.height = `${minutes * drawn.scale}px`;
  column.append(node);
}

const unmark = () => document.querySelectorAll(".target").forEach(node => node.remove());

function movable(id) {
  const one = item(id);
  return one && !state.preview && !(one.kind === "fixture" && !one.fixture.movable);
}

const minutesOf = one => {
  if (one.start) return (Date.parse(one.end) - Date.parse(one.start)) / 60000;
  return (one.fixture ?? one.talk)?.minutes ?? one.subforum.talks.reduce((sum, talk) => sum + talk.minutes, 0);
};

/** Start to hear the pointer on the board. */
export function begin() {
  const grid = named("grid");
  grid.addEventListener("pointerdown", event => {
    const card = event.target.closest(".card, .leftout");
    if (!card || event.button || event.pointerType === "touch" || isPhone() || !movable(card.dataset.id)) return;
    press(event, card);
  });
  grid.addEventListener("contextmenu", event => {
    const card = event.target.closest(".card");
    if (card) { event.preventDefault(); card.click(); }
  });
  grid.addEventListener("pointermove", event => {
    if (carry) return;
    const cell = event.target.closest(".cell");
    if (!cell) return untip();
    const [, room, minute] = cell.dataset.cell.split("|");
    const place = state.places?.cells.get(cell.dataset.cell);
    if (place) show(event.clientX, event.clientY, `${wallOf(Number(minute))} ${roomName(room)}`, told(place), kindOf(place));
  });
  grid.addEventListener("pointerleave", () => carry || untip());
  grid.addEventListener("click", event => {
    const cell = event.target.closest(".cell");
    if (!cell || carry) return;
    const place = state.places?.cells.get(cell.dataset.cell);
    if (place) { untip(); choosePlace(place, state.places.item); }
  });
  grid.addEventListener("keydown", event => {
    const card = event.target.closest(".card");
    if (card && event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && movable(card.dataset.id)) {
      event.preventDefault();
      carryByKeys(card.dataset.id);
    }
  });
}

/** Move an item to a place, or say why not and offer to do it all the same. */
export function choosePlace(place, id, version = state.board.version) {
  if (place.possible) return move(place, id, version);
  note([`${time(place.start)} ${roomName(place.rooms[0] ?? "")}: ${t("impossibleHere")}.`, ...place.why], { bad: true, acts: [[t("askWhy"), () => askWhy(place, id)], [t("anyway"), () => move(place, id, version, true)]] });
  say(`${t("impossibleHere")}. ${place.why.join(" ")}`);
  return Promise.resolve(false);
}

async function askWhy(place, id) {
  try {
    const { answers } = await get(`/api/why/${path(id)}?at=${encodeURIComponent(place.at)}&seconds=10`);
    note(answers.flatMap(one => one.sentences), { bad: true });
  } catch (error) {
    refused(error);
  }
}

function press(event, card) {
  const id = card.dataset.id, from = [event.clientX, event.clientY];
  const box = card.getBoundingClientRect();
  const moved = next => {
    if (!carry && Math.hypot(next.clientX - from[0], next.clientY - from[1]) < FAR) return;
    if (!carry) lift(id, card, from[1] - box.top, from[0] - box.left);
    next.preventDefault();
    carry.x = next.clientX;
    carry.y = next.clientY;
    carry.frame ||= requestAnimationFrame(follow);
  };
  const end = next => {
    off();
    if (!carry) return;
    carry.x = next.clientX;
    carry.y = next.clientY;
    aim();
    const swallow = click => { click.stopPropagation(); click.preventDefault(); };
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
    drop();
  };
  const stop = next => {
    if (next.key !== "Escape" || !carry) return;
    next.preventDefault();
    off();
    putBack();
  };
  const off = () => {
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", stop, true);
  };
  const cancel = () => { off(); if (carry) putBack(); };
  addEventListener("pointermove", moved);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", cancel);
  addEventListener("keydown", stop, true);
}

function start(id, more) {
  const one = item(id);
  carry = { id, one, version: state.board.version, minutes: minutesOf(one), ...more };
  document.body.classList.add("carrying");
  document.querySelectorAll(`.card[data-id="${CSS.escape(id)}"]`).forEach(node => node.classList.add("lifted"));
  ask(id, visible());
}

function lift(id, card, grabY, grabX) {
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  ghost.classList.add("ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.inert = true;
  for (const [key, value] of [["width", `${box.width}px`], ["height", `${box.height}px`], ["top", "0"], ["left", "0"]]) ghost.style[key] = value;
  document.body.append(ghost);
  start(id, { by: "pointer", ghost, grabY: card.classList.contains("leftout") ? 0 : grabY, grabX });
}

function aim() {
  const { x, y } = carry;
  let found = null;
  for (const [room, column] of drawn.columns) {
    const box = column.getBoundingClientRect();
    if (x < box.left || x >= box.right) continue;
    const step = state.board.grid;
    found = { day: state.day, room, minute: Math.round((drawn.first + (y - carry.grabY - box.top) / drawn.scale) / step) * step };
  }
  const under = document.elementFromPoint(x, y);
  const grid = named("grid").getBoundingClientRect();
  if (y < grid.top || x < grid.left || x > grid.right || under?.closest("#side")) found = null;
  const other = under?.closest(".card");
  carry.target = found;
  carry.over = other && other.dataset.id !== carry.id && !state.index.fixtures.has(other.dataset.id) && carry.one.subforum ? other : null;
  return under;
}

function follow() {
  if (!carry) return;
  carry.frame = 0;
  const under = aim();
  carry.ghost.style.transform = `translate(${carry.x - carry.grabX}px, ${carry.y - carry.grabY}px)`;
  const tab = under?.closest(".tab");
  if (tab && tab.dataset.day !== state.day) {
    carry.turning ||= setTimeout(() => { state.day = tab.dataset.day; draw(); named("bar").querySelectorAll(".tab").forEach(one => one.setAttribute("aria-pressed", String(one === tab))); }, TURN);
  } else {
    clearTimeout(carry.turning);
    carry.turning = 0;
  }
  const grid = named("grid"), view = grid.getBoundingClientRect();
  if (carry.y > view.top) {
    const dx = carry.x > view.right - EDGE ? 12 : carry.x < view.left + EDGE ? -12 : 0;
    const dy = carry.y > view.bottom - EDGE ? 12 : carry.y < view.top + EDGE ? -12 : 0;
    if (dx || dy) { grid.scrollBy(dx, dy); carry.frame = requestAnimationFrame(follow); }
  }
  tellTarget(carry.x, carry.y);
}

function tellTarget(x, y) {
  document.querySelectorAll(".swapping").forEach(node => node.classList.remove("swapping"));
  if (!carry.target) { unmark(); return untip(); }
  const { day, room, minute } = carry.target;
  const place = placeAt(day, room, minute);
  if (carry.over && !place?.possible) {
    unmark();
    carry.over.classList.add("swapping");
    const swap = state.places?.swaps.get(item(carry.over.dataset.id).subforum.id) ?? state.places?.swaps.get(carry.over.dataset.id);
    const head = t("swapWith", { title: titled(titleOf(item(carry.over.dataset.id))) });
    return show(x, y, head, swap || !place ? told(swap) : [t("impossibleHere"), ...place.why], kindOf(swap));
  }
  mark(room, minute, carry.minutes, kindOf(place));
  show(x, y, `${wallOf(minute)} ${roomName(room)}`, told(place), kindOf(place));
}

// A tint that comes while the pointer rests is told at once.
document.addEventListener("places", () => carry?.by === "pointer" && (carry.frame ||= requestAnimationFrame(follow)));

function finish() {
  const { ghost } = carry;
  ghost?.remove();
  clearTimeout(carry.turning);
  carry = null;
  unmark();
  untip();
  document.body.classList.remove("carrying");
  document.querySelectorAll(".swapping, .lifted").forEach(node => node.classList.remove("swapping", "lifted"));
}

function putBack() {
  const { id, one } = carry;
  finish();
  if (one.start) state.day = date(one.start);
  if (state.chosen?.id !== id) forget();
  say(t("putBack"));
  tell();
  refocus(id);
}

function drop() {
  const { id, one, version, target, over } = carry;
  if (!target) return putBack();
  const place = placeAt(target.day, target.room, target.minute);
  const stay = one.start && date(one.start) === target.day && one.rooms.includes(target.room) && wall(one.start) === wallOf(target.minute);
  if (stay) return putBack();
  finish();
  const chosen = state.chosen?.id === id;
  let done;
  if (over && !place?.possible) done = edit({ kind: "swap", version, item: id, other: over.dataset.id });
  else if (place) done = choosePlace(place, id, version);
  else {
    const zone = (state.board.blocks[0] ?? one).start.slice(19);
    const fixture = state.index.fixtures.get(id);
    const sitting = one.sitting ? { sitting: id } : {};
    done = edit({ kind: "move", version, item: id, ...sitting, room: fixture?.holds === "all" ? null : target.room || null, start: `${target.day}T${wallOf(target.minute)}:00${zone}` });
  }
  return Promise.resolve(done).then(() => { if ((!chosen && state.chosen?.id !== id) || state.places?.version !== state.board.version) forget(); tell(); refocus(id); });
}

// --- with the keys ---

/** Carry an item with the arrow keys. */
export function carryByKeys(id) {
  if (isPhone() || !movable(id)) return;
  const one = item(id);
  if (one.start && date(one.start) !== state.day) state.day = date(one.start);
  const first = state.board.blocks.find(block => date(block.start) === state.day);
  const at = one.start ?? first?.start;
  draw();
  start(id, { by: "keys", target: { day: state.day, room: one.rooms[0] ?? drawn.rooms[0], minute: at ? Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16)) : drawn.first } });
  addEventListener("keydown", pressed, true);
  say(t("carried", { title: titled(titleOf(one)) }));
  mark(carry.target.room, carry.target.minute, carry.minutes, "same");
  refocus(id);
}

function pressed(event) {
  if (!carry || carry.by !== "keys") return removeEventListener("keydown", pressed, true);
  const { target } = carry;
  const step = state.board.grid;
  const steps = { ArrowUp: -step, ArrowDown: step, PageUp: -60, PageDown: 60 };
  const across = { ArrowLeft: -1, ArrowRight: 1 };
  if (event.key in steps) {
    const by = steps[event.key] * (event.shiftKey && event.key.startsWith("Arrow") ? 6 : 1);
    shift(target.minute + by);
  } else if (event.key in across) {
    const n = drawn.rooms.indexOf(target.room) + across[event.key];
    target.room = drawn.rooms[(n + drawn.rooms.length) % drawn.rooms.length];
  } else if (event.key.toLowerCase() === "b") {
    const list = ranked(state.places?.list ?? []).filter(place => place.possible);
    carry.best = ((carry.best ?? -1) + 1) % Math.max(1, list.length);
    const place = list[carry.best];
    if (place) {
      turnTo(date(place.start));
      Object.assign(target, { room: place.rooms[0] ?? "", minute: Number(place.start.slice(11, 13)) * 60 + Number(place.start.slice(14, 16)) });
    }
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    event.stopPropagation();
    removeEventListener("keydown", pressed, true);
    return drop();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    removeEventListener("keydown", pressed, true);
    return putBack();
  } else if (event.key === "Tab" || event.key === "Shift") {
    if (event.key === "Tab") event.preventDefault();
    return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
  const place = placeAt(target.day, target.room, target.minute);
  mark(target.room, target.minute, carry.minutes, kindOf(place));
  const node = document.querySelector(".target");
  node?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const box = node?.getBoundingClientRect();
  const words = told(place);
  if (box) show(box.right - 10, box.top - 10, `${wallOf(target.minute)} ${roomName(target.room)}`, words, kindOf(place));
  say(`${dayName(target.day)} ${wallOf(target.minute)}, ${roomName(target.room)}: ${words.map(one => (/[.!?。]$/.test(one) ? one : `${one}.`)).join(" ")}`);
}

function turnTo(day) {
  if (day === state.day) return;
  state.day = day;
  carry.target.day = day;
  draw();
  named("bar").querySelectorAll(".tab").forEach(one => one.setAttribute("aria-pressed", String(one.dataset.day === day)));
}

function shift(minute) {
  const all = state.board.days.map(day => day.date);
  const n = all.indexOf(state.day);
  if (minute < drawn.first && n > 0) { turnTo(all[n - 1]); carry.target.minute = drawn.last - state.board.grid; }
  else if (minute >= drawn.last && n < all.length - 1) { turnTo(all[n + 1]); carry.target.minute = drawn.first; }
  else carry.target.minute = Math.min(drawn.last - state.board.grid, Math.max(drawn.first, minute));
}
