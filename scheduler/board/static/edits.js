/* Edits: sent with the version that was seen; refused ones are told, and taken back. */

import { Lost, Refused, get, key, kept, lines, path, post } from "./api.js";
import { pointsWords } from "./dom.js";
import { jobTold } from "./jobs.js";
import { clear, more, note, say } from "./notes.js";
import { indexed, state, tell } from "./state.js";
import { t } from "./words.js";

/** Show a board. */
export function show(board) {
  if (state.board && board.version < state.board.version) return;
  state.board = board;
  state.index = indexed(board);
  board.jobs.forEach(jobTold);
  if (state.places && state.places.version !== board.version && !document.body.classList.contains("carrying")) state.places = null;
  tell();
}

let loading = null, again = false;

/** Load the board as it is now: what was asked for before may be older. Where the server is away, its greeting has it loaded. */
export function load() {
  again = true;
  return loading ??= loaded();
}

async function loaded() {
  try {
    while (again) {
      again = false;
      const known = state.board;
      const board = await get("/api/board");
      if (known && (board.version < known.version || board.conference !== known.conference)) return location.reload(); // another board is served here by now
      show(board);
    }
  } catch (error) {
    if (!(error instanceof Lost)) refused(error);
  } finally {
    loading = null;
  }
}

/** Tell what was refused. `anyway` is offered where the server would take it. */
export function refused(error, anyway = null) {
  if (!(error instanceof Refused)) {
    note(String(error.message ?? error), { bad: true });
  } else if (error.status === 409) {
    const since = (error.since ?? []).map(edit => `${edit.who}: ${edit.words}`);
    load();
    return note([...(since.length ? [t("stale")] : error.message.split("\n")), ...since], { bad: true });
  } else {
    const offered = anyway && error.problems.some(one => (one.remedy ?? "").includes("anyway"));
    note(error.message.split("\n"), { bad: true, acts: offered ? [[t("anyway"), anyway]] : [] });
  }
}

/** Offer to make an edit of an older board on the one that there is now, at what it costs there. */
async function offer(told, what) {
  await load();
  const { place, version = state.board.version } = await priced(what);
  const { key: _, ...act } = { ...what, version };
  if (place === null) more(told, [t("noPlace")], []);
  else if (place?.why.length) more(told, [t("impossibleHere"), ...place.why], [[t("anyway"), () => edit({ ...act, anyway: true })]]);
  else more(told, place?.reasons ?? [], [[place ? `${t("onNewBoard")}: ${pointsWords(place.change)}` : t("onNewBoard"), () => edit(act)]]);
}

/** What an edit would cost now, and on which version: of a move, a swap, a seat. Null where there is no such place any more. */
async function priced({ kind, item: id, other, seat, speaker, room, start, sitting }) {
  const among = async (url, list, same) => {
    const found = await get(url);
    return { version: found.version, place: found[list].find(same) ?? null };
  };
  if (kind === "swap") return among(`/api/swaps/${path(id)}`, "places", one => one.swap === other || one.swap === state.index.owner.get(other) || other.startsWith(`${one.swap}/`));
  if (kind === "seat") return among(`/api/seats/${path(seat)}`, "candidates", one => one.speaker === speaker);
  if (kind !== "move") return {};
  const control = new AbortController(), found = { place: null };
  const query = new URLSearchParams({ from: start.slice(0, 16), to: offset(start, 300_000).slice(0, 16), ...(room ? { rooms: room } : {}) });
  const here = one => Date.parse(one.start) === Date.parse(start) && (!room || one.rooms[0] === room) && (!sitting || one.sitting === sitting);
  await lines(`/api/places/${path(id)}?${query}`, control.signal, line => {
    found.version ??= line.version;
    found.place ??= line.places?.find(here) ?? null;
    if (found.place) control.abort();
  }).catch(error => { if (error.name !== "AbortError") throw error; });
  return found;
}

const AGAIN = new Set(["move", "swap", "order", "seat", "lock", "unlock", "take_out", "change"]);

export const who = () => kept.get("who") || undefined;
export const own = new Set();

let greetings = 0;

/** The server greets: what waited for it is tried again. */
export const greeted = () => { greetings += 1; };

/** Try again where the connection was lost, until the server has greeted and then does not answer either: an edit's key keeps it from being made twice. */
async function retried(act, until = greetings + 2) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Lost) || greetings >= until) throw error;
    await new Promise(resolve => { setTimeout(resolve, 600); });
    return retried(act, until);
  }
}

/** Make an edit. Gives whether it was taken. */
export async function edit(what) {
  const body = { version: state.board.version, key: key(), who: who(), ...what };
  try {
    const board = await retried(() => post("/api/edits", body));
    own.add(board.version);
    clear();
    show(board);
    say(board.last.words);
    return true;
  } catch (error) {
    const told = refused(error, () => edit({ ...what, version: state.board.version, anyway: true }));
    if (told && error.since?.length && AGAIN.has(body.kind)) offer(told, body).catch(refused);
    tell();
    return false;
  }
}

/** Move an item to one of its places, which is seen at once. */
export function move(place, id, version = state.board.version, anyway = false) {
  const sitting = state.index.talks.has(id) ? null : state.board.sittings.find(one => one.id === (place.sitting ?? id));
  const before = { ...sitting };
  if (sitting) {
    const shift = Date.parse(place.start) - Date.parse(sitting.start);
    const shifted = iso => offset(iso, shift);
    Object.assign(sitting, { room: place.rooms[0], start: place.start, end: place.end,
      talks: sitting.talks.map(talk => ({ ...talk, start: shifted(talk.start), end: shifted(talk.end) })) });
    state.board = { ...state.board };
    tell();
  }
  const fixture = state.index.fixtures.get(id);
  const room = fixture && fixture.holds === "all" ? null : place.rooms[0] ?? null;
  const what = { kind: "move", version, item: id, room, start: place.start, ...(place.sitting ? { sitting: place.sitting } : {}), ...(anyway ? { anyway } : {}) };
  return edit(what).then(taken => {
    if (taken) return true;
    if (sitting) Object.assign(sitting, before);
    state.board = { ...state.board };
    tell();
    load();
    return false;
  });
}

/** A moment with the same offset, so many milliseconds later. */
export function offset(iso, shift) {
  const zone = iso.endsWith("Z") ? "Z" : iso.slice(-6);
  const minutes = zone === "Z" ? 0 : (zone[0] === "-" ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  return new Date(Date.parse(iso) + shift + minutes * 60000).toISOString().slice(0, 19) + zone;
}
