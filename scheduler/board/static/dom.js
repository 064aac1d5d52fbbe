/* Elements, icons, times. Words are only ever put in as text. */

import { lang, t } from "./words.js";

/** An element with properties, attributes (what has a dash, or role), listeners (on…) and children. */
export function el(name, what = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(what)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "css") for (const [rule, to] of Object.entries(value)) node.style.setProperty(rule, to);
    else if (key === "class") node.classList.add(...value.split(" ").filter(Boolean));
    else if (key in node && !key.includes("-") && key !== "role" && key !== "list") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** Words of the server, which speaks English. */
export const said = (name, ...words) => el(name, { lang: "en" }, ...words);

const SVG = "http://www.w3.org/2000/svg";

/** A part of a drawing. */
export function svg(tag, what = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(what)) node.setAttribute(key, value);
  node.append(...children.flat());
  return node;
}

const ICONS = {
  lock: "M4 7V5a4 4 0 0 1 8 0v2M3 7h10v7H3z",
  warn: "M8 2 15 14H1zM8 6v4M8 12v.4",
  undo: "M6 3 2 7l4 4M2 7h8a4 4 0 0 1 0 7H7",
  redo: "m10 3 4 4-4 4M14 7H6a4 4 0 0 0 0 7h3",
  close: "m3 3 10 10M13 3 3 13",
  moon: "M13.6 9.8A6 6 0 0 1 6.2 2.4a6 6 0 1 0 7.4 7.4z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  up: "m3 10 5-5 5 5",
  down: "m3 6 5 5 5-5",
};

/** A small sign; what it says stands beside it or in its button's label. */
export const icon = name => svg("svg", { viewBox: "0 0 16 16", class: "i", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

/** A button. */
export const button = (words, onclick, more = {}) => el("button.tool", { type: "button", onclick, ...more }, words);

/** A button that shows only a sign. */
export const signed = (sign, label, onclick, more = {}) => button(icon(sign), onclick, { "aria-label": label, title: label, ...more });

/** A field with its label. */
export const field = (label, input) => el("label.field", {}, el("span", {}, label), input);

/** A choice of [value, words] pairs. */
export const choice = (pairs, value, onchange) => {
  const node = el("select", { onchange }, pairs.map(([key, words]) => el("option", { value: key }, words)));
  if (value !== undefined) node.value = value;
  return node;
};

export const named = id => document.getElementById(id);
export const number = n => Number(n).toLocaleString(lang() === "zh" ? "zh" : "en");
export const signedNumber = n => (n > 0 ? "+" : n < 0 ? "−" : "±") + number(Math.abs(n));
export const date = iso => iso.slice(0, 10);
export const wall = iso => iso.slice(11, 16);
export const minuteOf = iso => Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));
export const length = (start, end) => Math.round((Date.parse(end) - Date.parse(start)) / 60000);

/** A day as people say it. */
export function dayName(day, long = false) {
  const locale = lang() === "zh" ? "zh" : "en";
  const how = { weekday: long ? "long" : "short", month: long ? "long" : "short", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale, how).format(new Date(`${day}T00:00Z`));
}

const clocks = new Map();

/** A moment on the clocks of a zone: its time, and its date. */
export function local(iso, zone) {
  if (!clocks.has(zone)) {
    clocks.set(zone, new Intl.DateTimeFormat("en-CA", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }));
  }
  const parts = Object.fromEntries(clocks.get(zone).formatToParts(new Date(iso)).map(part => [part.type, part.value]));
  return { time: `${parts.hour}:${parts.minute}`, date: `${parts.year}-${parts.month}-${parts.day}` };
}

/** A change of penalty in words. */
export const pointsWords = change => (change ? t(Math.abs(change) === 1 ? "point" : "points", { n: signedNumber(change) }) : t("same"));
