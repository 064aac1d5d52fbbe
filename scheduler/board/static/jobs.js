/* Solving around what stands, and what if: started, watched, stopped; what is found is shown before it is taken. */

import { get, post } from "./api.js";
import { button, choice, date, dayName, el, field, minuteOf, named, number, length, said, signedNumber, svg } from "./dom.js";
import { edit, refused, who } from "./edits.js";
import { isPhone } from "./grid.js";
import { note, say } from "./notes.js";
import { item, state, tell, titleOf } from "./state.js";
import { t, titled } from "./words.js";

const mine = new Set();
const LISTED = { solve: ["solve"], whatif: ["repair"] };

/** A job as the server tells it. What is told late, after something newer, is left. */
export function jobTold(job) {
  const before = state.jobs.get(job.id);
  if (before && (before.state !== "running" || job.seconds < before.seconds)) return;
  state.jobs.set(job.id, job);
  const curve = state.curves.get(job.id) ?? [];
  if (job.penalty !== null || job.bound !== null) curve.push({ seconds: job.seconds, penalty: job.penalty, bound: job.bound });
  state.curves.set(job.id, curve);
  const node = document.querySelector(`.job[data-job="${CSS.escape(job.id)}"]`);
  if (node && before?.state === job.state && before.stopping === job.stopping) {
    const fresh = [...jobCard(job).children].slice(0, 3);
    [...node.children].slice(0, 3).forEach((old, n) => old.replaceWith(fresh[n])); // its button stays under the finger that presses it
  } else if (node) exchange(node, jobCard(job));
  else if (before?.state !== job.state && LISTED[state.pane]?.includes(job.kind)) tell();
  busy();
  if (job.state !== "running" && before?.state === "running") ended(job);
}

/** The jobs that the server has when it greets: started again, it has forgotten the others. */
export function jobsAre(jobs) {
  const there = new Set(jobs.map(job => job.id));
  for (const job of [...state.jobs.values()].filter(one => !there.has(one.id))) {
    state.jobs.delete(job.id);
    state.curves.delete(job.id);
    const shown = state.preview?.job === job.id;
    if (shown) state.preview = null;
    if (shown || (mine.has(job.id) && job.state === "running")) note(t("jobGone", { words: called(job) }), { bad: true });
  }
  jobs.forEach(jobTold);
  busy();
}

/** Put a fresh card where an old one stands; who was at one of its buttons stays there. */
function exchange(node, fresh) {
  const focus = node.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  node.replaceWith(fresh);
  if (focus) (fresh.querySelector(`[data-focus="${CSS.escape(focus)}"]`) ?? fresh.querySelector("button"))?.focus();
}

const busy = () => document.body.classList.toggle("solving", [...state.jobs.values()].some(job => job.state === "running"));

/** What a job is, and what it is about in the words of the server. */
const called = job => t(job.kind) + job.words.replace(/^\w+/, "");

async function ended(job) {
  say(`${called(job)}: ${t(job.state)}`);
  if (!mine.has(job.id)) return;
  try {
    const full = await detail(job.id);
    if (job.state === "refused" || !full.found.some(one => one.agenda)) {
      const words = [called(job), ...job.problems.map(one => (typeof one === "string" ? one : `${one.what}; ${one.remedy}`)), ...full.causes, ...full.found.flatMap(one => one.words)];
      note(words, { bad: true });
    } else if (job.kind === "solve") preview(full, 0);
    else compare(full);
  } catch (error) {
    refused(error);
  }
}

async function detail(id) {
  const full = await get(`/api/jobs/${id}`);
  state.curves.set(id, full.curve);
  return full;
}

/** Start a job. */
async function start(what) {
  try {
    const job = await post("/api/jobs", { version: state.board.version, who: who(), ...what });
    mine.add(job.id);
    const known = state.jobs.get(job.id);
    state.jobs.set(job.id, known ?? job);
    busy();
    if (known && known.state !== "running") ended(known);
    tell();
  } catch (error) {
    refused(error);
  }
}

/** The curve of penalty and bound as a drawing. */
function curve(job) {
  const points = (state.curves.get(job.id) ?? []).filter(one => one.penalty !== null || one.bound !== null);
  const width = 300, height = 90, until = Math.max(job.seconds, 0.1, ...points.map(one => one.seconds));
  const values = points.flatMap(one => [one.penalty, one.bound]).filter(one => one !== null);
  const low = Math.min(...values), high = Math.max(...values, low + 1);
  const x = seconds => 4 + ((width - 8) * seconds) / until, y = value => 6 + ((height - 12) * (high - value)) / (high - low);
  const drawLine = key => {
    let path = "", last = null;
    for (const one of [...points, { ...points.at(-1), seconds: until }]) {
      if (one[key] === null || one[key] === undefined) continue;
      path += last === null ? `M${x(one.seconds)} ${y(one[key])}` : `H${x(one.seconds)}V${y(one[key])}`;
      last = one[key];
    }
    return path;
  };
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "curve", role: "img", "aria-label": t("curve", { n: Math.round(job.seconds) }) },
    values.length ? [svg("path", { d: drawLine("penalty"), class: "penalty" }), svg("path", { d: drawLine("bound"), class: "bound" })] : []);
}

function jobCard(job) {
  const shown = [[t("penalty"), job.penalty], [t("bound"), job.bound]].filter(([, value]) => value !== null).map(([words, value]) => `${words} ${number(value)}`);
  if (job.gap !== null) shown.push(`${t("gap")} ${job.gap.toFixed(1)} %`);
  const open = act => () => detail(job.id).then(full => (full.found.some(one => one.agenda) ? act(full) : note([...full.causes, ...full.problems.map(one => one.what ?? one), ...full.found.flatMap(one => one.words)], { bad: true })), refused);
  return el("li.job", { data: { job: job.id }, class: job.state },
    el("p", {}, el("b", {}, called(job)), ` · ${job.stopping && job.state === "running" ? t("stopping") : t(job.state)}`),
    el("p.soft", {}, `${job.seconds.toFixed(1)} / ${job.limit} ${t("s")}${job.part ? ` · ${job.part.join("/")}` : ""}${shown.length ? ` · ${shown.join(" · ")}` : ""}`), curve(job),
    el("div.row", {}, job.state === "running"
      ? button(t(job.stopping ? "stopNow" : "stop"), () => post(`/api/jobs/${job.id}/stop`).then(jobTold, refused), { data: { focus: `stop-${job.id}` } })
      : [button(t("preview"), open(full => preview(full, 0)), { data: { focus: `preview-${job.id}` } }), button(t("compare"), open(compare), { data: { focus: `compare-${job.id}` } })]));
}

const jobsList = kinds => {
  const list = [...state.jobs.values()].filter(job => kinds.includes(job.kind)).reverse();
  return [el("h3", {}, t("jobs")), list.length ? el("ul.jobs", {}, list.map(jobCard)) : el("p.soft", {}, t("noJobs"))];
};

/** The form of a solve, and the jobs. */
export function solvePane() {
  const { form, board } = state;
  const free = choice([["", t("whole")], ...board.days.map(day => [`d:${day.date}`, t("onlyDay", { day: dayName(day.date) })])], form.free ?? "", event => { form.free = event.target.value; });
  free.name = "free";
  const seconds = el("input", { type: "number", name: "seconds", min: 1, max: 3600, value: form.seconds ?? "30", oninput: event => { form.seconds = event.target.value; } });
  form.picks ??= new Set();
  const pick = one => el("label", {}, el("input", { type: "checkbox", name: `pick-${one.id}`, checked: form.picks.has(one.id),
    onchange: event => { form.picks[event.target.checked ? "add" : "delete"](one.id); } }), titled(one.title));
  const picks = el("details", { open: form.picks.size > 0 }, el("summary", {}, t("onlySome")), el("div.picks", { tabIndex: 0, role: "group", "aria-label": t("onlySome") }, board.subforums.map(pick)));
  const go = () => start({ kind: "solve", seconds: Number(seconds.value) || 30, ...(free.value ? { day: free.value.slice(2) } : {}), ...(form.picks.size ? { free: [...form.picks] } : {}) });
  return [t("solveAround"), field(t("what"), free), picks, field(t("seconds"), seconds), button(t("start"), go, { class: "main", data: { focus: "start" } }), jobsList(LISTED.solve)];
}

const KINDS = ["cancel", "late", "early", "goesOnline", "sendsVideo", "replace", "closeRoom", "dropItem", "shortenBlock"];

/** The form of what happens, and the repairs that were looked for. */
export function whatifPane() {
  const { form, board } = state;
  if (form.kind === "drop") form.kind = "dropItem";
  const kind = form.kind && KINDS.includes(form.kind) ? form.kind : "cancel";
  const set = name => event => { form[name] = event.target.value; };
  const pick = (name, pairs) => {
    form[name] = pairs.some(([value]) => value === form[name]) ? form[name] : pairs[0]?.[0];
    return Object.assign(choice(pairs, form[name], set(name)), { name });
  };
  const kinds = choice(KINDS.map(one => [one, t(one)]), kind, event => { form.kind = event.target.value; tell(); });
  kinds.name = "kind";
  const persons = board.people.map(one => [one.id, titled(one.name)]).sort((a, b) => a[1].localeCompare(b[1]));
  const minutes = () => field(t("minutesLate"), el("input", { type: "number", name: "minutes", min: 5, max: 1440, value: form.minutes ?? "60", oninput: set("minutes") }));
  const fields = {
    closeRoom: () => [field(t("whichRoom"), pick("room", board.rooms.map(one => [one.id, titled(one.title)]))),
      field(t("when"), pick("window", [["", t("allOfIt")], ...board.days.map(day => [day.date, dayName(day.date)]), ...board.blocks.map(block => [block.id, titled(block.title)])]))],
    dropItem: () => [field(t("which"), pick("item", [...board.subforums, ...board.fixtures].map(one => [one.id, titled(one.title)])))],
    shortenBlock: () => [field(t("which"), pick("block", board.blocks.map(one => [one.id, titled(one.title)]))), minutes()],
    replace: () => [field(t("who"), pick("who", persons)), field(t("by"), pick("other", persons))],
    late: () => [field(t("who"), pick("who", persons)), minutes()],
    early: () => [field(t("who"), pick("who", persons)), minutes()],
  };
  const shown = (fields[kind] ?? (() => [field(t("who"), pick("who", persons))]))();
  const seconds = el("input", { type: "number", name: "seconds", min: 1, max: 600, value: form.repairSeconds ?? "10", oninput: set("repairSeconds") });
  const number_ = () => Number(form.minutes ?? 60) || 60;
  const text = () => ({
    cancel: `--cancel ${form.who}`, late: `--late ${form.who}@+${number_()}m`, early: `--early ${form.who}@-${number_()}m`, goesOnline: `--online ${form.who}`, sendsVideo: `--recorded ${form.who}`,
    replace: `--replace ${form.who}=${form.other}`, closeRoom: `--close-room ${form.room}${form.window ? `@${form.window}` : ""}`, dropItem: `--drop ${form.item}`, shortenBlock: `--shorten-block ${form.block}=-${number_()}m`,
  })[kind];
  return [t("whatif"), field(t("kindOf"), kinds), ...shown, field(t("seconds"), seconds),
    button(t("findRepairs"), () => start({ kind: "repair", text: text(), seconds: Number(seconds.value) || 10, alternatives: 2 }), { class: "main", data: { focus: "find" } }), jobsList(LISTED.whatif)];
}

// --- what was found ---

/** Show an alternative on the board, with every move marked. */
export function preview(full, alternative) {
  const found = full.found[alternative];
  if (!found?.agenda) return;
  state.preview = { job: full.id, alternative, found, words: called(full) };
  if (isPhone()) state.pane = null; // it would lie over what is to be looked at
  const first = found.moved.find(one => one.now)?.now;
  if (first?.start) state.day = date(first.start);
  tell();
  say(t("previewOf", { words: called(full), n: number(found.moves), penalty: number(found.penalty ?? 0) }));
}

async function accept(job, alternative) {
  state.preview = null;
  await edit({ kind: "accept", job, alternative });
  tell();
}

/** The line over the board while something is only offered. */
export function drawPreview() {
  const { preview: shown } = state;
  document.body.classList.toggle("previewing", Boolean(shown));
  named("banner").replaceChildren(...(shown ? [el("section.banner", { "aria-label": t("preview") },
    el("p", {}, t("previewOf", { words: shown.words, n: number(shown.found.moves), penalty: number(shown.found.penalty ?? 0) })),
    el("div.row", {}, button(t("accept"), () => accept(shown.job, shown.alternative), { class: "main" }), button(t("discard"), () => { state.preview = null; tell(); })),
    el("details", {}, el("summary", {}, t("moves")), el("ul.sentences", {}, shown.found.sentences.map(one => said("li", one)))))] : []));
}

/** A small board: days side by side, rooms across, time down. */
function mini(found) {
  const agenda = found.agenda ?? { sittings: [], placed: [] };
  const moved = new Set(found.moved.flatMap(one => [one.item, one.now?.sitting, one.kind === "sitting" ? one.item : null]).filter(Boolean));
  const days = state.board.days.map(day => day.date), rooms = state.board.rooms.map(room => room.id);
  const blocks = state.board.blocks, first = Math.min(...blocks.map(one => minuteOf(one.start))), last = Math.max(...blocks.map(one => minuteOf(one.start) + length(one.start, one.end)));
  const across = 300 / Math.max(1, days.length), wide = (across - 8) / rooms.length, tall = 170, y = minute => ((minute - first) * tall) / (last - first);
  const parts = days.flatMap((day, n) => [svg("rect", { x: n * across, y: 0, width: across - 8, height: tall, class: "day" }), ...agenda.sittings.filter(one => date(one.start) === day).map(one => {
    const rect = svg("rect", { x: n * across + rooms.indexOf(one.room) * wide + 0.5, y: y(minuteOf(one.start)), width: Math.max(1, wide - 1), height: y(minuteOf(one.start) + length(one.start, one.end)) - y(minuteOf(one.start)),
      class: moved.has(one.id) ? "sitting moved" : "sitting", rx: 2 }, svg("title", {}, titled(state.index.subforums.get(one.subforum)?.title ?? one.subforum)));
    rect.style.setProperty("--h", state.index.hues.get(state.index.subforums.get(one.subforum)?.track) ?? 255);
    return rect;
  })]);
  return svg("svg", { viewBox: `0 0 300 ${tall}`, class: "mini", role: "img", "aria-label": t("onBoard") }, parts);
}

/** Alternatives side by side. */
export function compare(full) {
  document.querySelector("dialog.alternatives")?.remove();
  const before = Object.fromEntries(state.board.rules.map(rule => [rule.id, rule.penalty]));
  const close = () => { dialog.close(); dialog.remove(); };
  const fates = { keep: "fateKeep", drop: "fateDrop", video: "fateVideo", shorten: "fateShorten" };
  const name = (found, n) => {
    const fate = found.title.startsWith("--cancel ") ? found.title.split("=")[1] : null;
    if (fates[fate]) return t(fates[fate]);
    if (state.index.people.has(fate)) return t("fateOther", { name: titled(state.index.people.get(fate).name) });
    return n ? t("moreMoves", { n: number(found.moves - full.found[0].moves) }) : t("alternative");
  };
  const sentences = found => found.changes.map(one => one.sentence);
  const shared = sentences(full.found[0]).filter(one => full.found.every(found => sentences(found).includes(one)));
  const column = (found, n) => {
    const gain = ([id, penalty]) => Math.abs(penalty - (before[id] ?? 0));
    const rules = Object.entries({ ...Object.fromEntries(Object.keys(before).map(id => [id, 0])), ...found.rules }).filter(([id, penalty]) => penalty || before[id]).sort((a, b) => gain(b) - gain(a));
    const own = sentences(found).filter(one => !shared.includes(one));
    return el("section.alternative", {}, el("h3", {}, name(found, n)), own.length ? said("p", own.join(" ")) : null, el("div.row", {}, el("p.big", {}, found.penalty === null ? "–" : number(found.penalty)),
      el("p.soft", {}, `${t("moves")}: ${number(found.moves)} · ${t("told")}: ${number(found.told.length)}`)),
      found.agenda ? mini(found) : null,
      el("ul.sentences", {}, found.broken.map(one => said("li.hard", one)), found.words.map(one => said("li.soft", one))),
      found.agenda ? el("div.row", {}, button(t("take"), () => { close(); accept(full.id, n); }, { class: "main" }), button(t("onBoard"), () => { close(); preview(full, n); })) : null,
      el("h4", {}, t("moves")), el("ul.sentences", {}, found.sentences.length ? found.sentences.map(one => said("li", one)) : found.moved.length ? found.moved.map(movedLine) : el("li", {}, t("noMoves"))),
      el("h4", {}, t("told")), el("p", {}, found.told.map(one => titled(one.name)).join("; ") || "–"),
      el("h4", {}, t("byRule")), el("table", {}, el("tbody", {}, rules.map(([id, penalty]) => el("tr", {}, el("th", { scope: "row", lang: "en", title: state.board.rules.find(rule => rule.id === id)?.sentence }, id.replaceAll("_", " ")), el("td", {}, number(penalty)),
        el("td", { class: penalty > (before[id] ?? 0) ? "worse" : "better" }, penalty === (before[id] ?? 0) ? "" : signedNumber(penalty - (before[id] ?? 0))))))));
  };
  const dialog = el("dialog.alternatives", { "aria-labelledby": "alternatives" },
    el("header", {}, el("h2", { id: "alternatives" }, `${t("alternatives")}: ${shared.join(" ") || called(full)}`), button(t("close"), close)),
    el("div.columns", { tabIndex: 0, role: "region", "aria-label": t("alternatives") }, full.found.map(column)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** What moves, in a line: where it was, and where it is. */
export function movedLine(move) {
  const owner = item(move.subforum ?? move.item), talk = state.index.talks.get(move.item);
  const rooms = one => one.rooms.map(id => titled(state.index.rooms.get(id)?.title ?? id)).join(", ");
  const crowd = one => (one.people ?? []).map(id => titled(state.index.people.get(id)?.name ?? id)).join(", ") || t("nobody");
  const { was, now } = move;
  const parts = one => [
    !was || !now || was.start !== now.start || was.end !== now.end ? `${dayName(date(one.start))} ${one.start.slice(11, 16)}–${one.end.slice(11, 16)}` : "",
    !was || !now || rooms(was) !== rooms(now) ? rooms(one) : "",
    was && now && crowd(was) !== crowd(now) ? crowd(one) : ""].filter(Boolean).join(", ");
  const words = one => (!one ? "–" : one.start ? parts(one) : crowd(one));
  return el("li", {}, el("b", {}, talk ? titled(talk.title) : owner ? titled(titleOf(owner)) : move.item), `: ${words(was)} → ${words(now)}`);
}
