/* What it would cost to put an item elsewhere: asked for as it is chosen or carried, told as it comes. */

import { get, lines, path } from "./api.js";
import { date, minuteOf } from "./dom.js";
import { load, refused } from "./edits.js";
import { state } from "./state.js";

const hearers = [];
/** Hear of places as they come: (list of new ones, or null when it begins or ends). */
export const hearPlaces = hearer => hearers.push(hearer);
const tell = found => {
  hearers.forEach(hearer => hearer(found));
  document.dispatchEvent(new Event("places"));
};

/** The cell of a place: its day, room and minute. */
export const cellKey = (day, room, minute) => `${day}|${room}|${minute}`;
export const placeKey = place => cellKey(date(place.start), place.rooms[0] ?? "", minuteOf(place.start));

let asked = null;

/** Forget what was asked. */
export function forget() {
  asked?.abort();
  asked = null;
  state.places = null;
  tell(null);
}

/** Ask for all places of an item, those that are seen first. */
export async function ask(id, seen = {}) {
  const { version } = state.board;
  if (state.places?.item === id && state.places.version === version) return;
  asked?.abort();
  const control = asked = new AbortController();
  const places = state.places = { item: id, version, cells: new Map(), list: [], swaps: new Map(), done: false };
  tell(null);
  const query = new URLSearchParams(seen).toString();
  try {
    await lines(`/api/places/${path(id)}${query ? `?${query}` : ""}`, control.signal, line => {
      if (control.signal.aborted) return;
      if (line.version && line.version !== version) load();
      if (line.problems) throw Object.assign(new Error(line.problems.map(one => one.what).join("; ")));
      if (line.places) {
        for (const place of line.places) places.cells.set(placeKey(place), place);
        places.list.push(...line.places);
        tell(line.places);
      }
    });
    places.done = true;
    tell(null);
    if (state.index.fixtures.has(id)) return;
    const { places: swaps } = await get(`/api/swaps/${path(id)}`, control.signal);
    for (const swap of swaps) places.swaps.set(swap.swap, swap);
    tell(null);
  } catch (error) {
    if (error.name !== "AbortError") refused(error);
  }
}

/** Places from the best to the impossible ones. */
export const ranked = list => [...list].sort((a, b) => b.possible - a.possible || a.change - b.change || a.start.localeCompare(b.start));

/** How a cell is tinted. */
export function tint(place) {
  if (!place.possible) return "no";
  if (place.change < 0) return "less";
  if (place.change === 0) return "same";
  return place.change <= 25 ? "some" : place.change <= 100 ? "more" : place.change <= 400 ? "much" : "most";
}
