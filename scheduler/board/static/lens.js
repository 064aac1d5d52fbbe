/* The board as a zone or a person sees it: their hours, their nights, what is theirs, and which region pays for which hour. */

import { get } from "./api.js";
import { date, el, minuteOf, named, number } from "./dom.js";
import { refused } from "./edits.js";
import { drawn } from "./grid.js";
import { state, tell } from "./state.js";
import { t } from "./words.js";

let seen = "";

/** Look as "z:ZONE" or "p:PERSON", or as the conference. */
export async function look(value) {
  seen = value;
  if (!value) {
    state.lens = null;
    return tell();
  }
  const query = new URLSearchParams({ [value[0] === "p" ? "person" : "zone"]: value.slice(2) });
  try {
    const lens = await get(`/api/lens?${query}`);
    if (seen === value) state.lens = lens;
  } catch (error) {
    refused(error);
  }
  tell();
}

/** The strip under the board: regions down, hours across. */
export function drawLens() {
  const { lens, board, day } = state;
  const node = named("strip");
  if (!lens) return node.replaceChildren();
  if (lens.version !== board.version && seen) {
    lens.version = board.version;
    look(seen);
  }
  const here = lens.strip.filter(one => date(one.start) === day);
  const regions = [...new Set(lens.strip.map(one => one.region))].sort();
  const hours = [];
  const first = drawn.columns.size ? drawn.first : Math.min(...here.map(one => minuteOf(one.start)), 24 * 60), last = drawn.columns.size ? drawn.last : Math.max(...here.map(one => minuteOf(one.start) + 60), 0);
  for (let hour = Math.floor(first / 60); hour * 60 < last; hour += 1) hours.push(hour);
  const at = (region, hour) => here.find(one => one.region === region && minuteOf(one.start) === hour * 60);
  const level = points => (points <= 0 ? "p0" : points <= 20 ? "p1" : points <= 100 ? "p2" : "p3");
  node.replaceChildren(el("div.strip", { tabIndex: 0, role: "region", "aria-label": t("whoPays") }, el("table", {}, el("caption", {}, t("whoPays")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("region")), hours.map(hour => el("th", { scope: "col" }, `${String(hour % 24).padStart(2, "0")}:00`)))),
    el("tbody", {}, regions.map(region => el("tr", {}, el("th", { scope: "row" }, region), hours.map(hour => {
      const cell = at(region, hour);
      if (!cell) return el("td", {});
      return el("td", { class: level(cell.points), title: `${t("points", { n: number(cell.points) })}, ${t("minutes", { n: cell.minutes })}` },
        el("b", {}, number(cell.points)), el("small", {}, cell.local.slice(0, 2).join(" "), cell.local.length > 2 ? " …" : ""));
    })))))));
}
