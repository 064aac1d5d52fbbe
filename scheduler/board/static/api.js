/* What is asked of the server. */

import { state } from "./state.js";
import { t } from "./words.js";

/** What was refused, in sentences. */
export class Refused extends Error {
  constructor(status, answer) {
    const problems = answer?.problems ?? [{ what: `HTTP ${status}`, remedy: "" }];
    super(problems.map(one => [one.what, one.remedy].filter(Boolean).join("; ")).join("\n"));
    Object.assign(this, { status, problems, version: answer?.version, since: answer?.since });
  }
}

/** No answer: the server is away. */
export class Lost extends Error {
  constructor() {
    super(t("lost"));
  }
}

const ask = (path, how) => fetch(path, how).catch(error => { throw error.name === "AbortError" ? error : new Lost(); });

/** What was answered. A proxy that finds no server behind it is no refusal. */
const read = async answer => {
  const found = await answer.json().catch(error => { if (error.name === "AbortError") throw error; return null; });
  if (answer.status >= 500 && !found?.problems) throw new Lost();
  if (!answer.ok) throw new Refused(answer.status, found);
  return found;
};

export const get = async (path, signal) => read(await ask(path, { signal }));

/** Send something; with a session that a restarted server no longer knows, once more. */
export async function post(path, what = {}, again = true) {
  state.session ??= await get("/api/session");
  const headers = { "content-type": "application/json", "x-agenda": state.session.csrf };
  const answer = await ask(path, { method: "POST", headers, body: JSON.stringify(what) });
  if (answer.status === 403 && again) {
    state.session = null;
    return post(path, what, false);
  }
  return read(answer);
}

/** Each line of an answer as it comes. */
export async function lines(path, signal, take) {
  const answer = await ask(path, { signal });
  if (!answer.ok) return void (await read(answer));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) take(JSON.parse(part));
  }
  if (rest) take(JSON.parse(rest));
}

export const path = id => id.split("/").map(encodeURIComponent).join("/");
export const key = () => [...crypto.getRandomValues(new Uint8Array(12))].map(n => n.toString(16).padStart(2, "0")).join("");

/** What is kept in this browser, where it may keep anything. */
export const kept = {
  get(name) {
    try { return localStorage.getItem(`agendawright-board:${name}`); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(`agendawright-board:${name}`, value); } catch { /* then it is not kept */ }
  },
};
