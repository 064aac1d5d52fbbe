/* What the page knows, and who wants to hear when it changes. */

export const state = {
  board: null,
  index: null,
  session: null,
  day: null,
  chosen: null, // {kind: "item" | "person" | "room", id}
  pane: null, // "item", "findings", "solve", "whatif", "history", "downloads"
  preview: null, // {job, alternative, found, words}
  lens: null,
  jobs: new Map(),
  curves: new Map(),
  places: null, // what is known of the places of an item
  zoom: 1,
  form: {},
};

const hearers = [];
export const hear = hearer => hearers.push(hearer);
export const tell = () => hearers.forEach(hearer => hearer());

const HUES = [255, 30, 155, 310, 75, 200, 350, 115, 285, 55];

/** Everything of a board by its id. */
export function indexed(board) {
  const by = list => new Map(list.map(one => [one.id, one]));
  const index = { rooms: by(board.rooms), people: by(board.people), tracks: by(board.tracks), subforums: by(board.subforums),
    fixtures: by(board.fixtures), talks: new Map(), seats: new Map(), owner: new Map(), hues: new Map(), locks: new Set(board.locks) };
  board.tracks.forEach((track, n) => index.hues.set(track.id, HUES[n % HUES.length]));
  for (const subforum of board.subforums) {
    for (const talk of subforum.talks) {
      index.talks.set(talk.id, talk);
      index.owner.set(talk.id, subforum.id);
      for (const seat of talk.seats) {
        index.seats.set(seat.id, seat);
        index.owner.set(seat.id, subforum.id);
      }
    }
  }
  index.findings = new Map();
  for (const finding of board.findings) {
    const ids = new Set(finding.items.map(id => index.owner.get(id) ?? id));
    for (const id of ids) index.findings.set(id, [...(index.findings.get(id) ?? []), finding]);
  }
  return index;
}

/** The agenda that is looked at: the board's, or one that is offered. */
export const agenda = () => state.preview?.found.agenda ?? state.board;

/** The days of the board, and of what stands beside its blocks. */
export function days() {
  const found = new Set(state.board.days.map(day => day.date));
  for (const one of [...agenda().sittings, ...agenda().placed]) found.add(one.start.slice(0, 10));
  return [...found].sort();
}

/** An item: a sitting with its subforum, a subforum that is left out, or a fixture. */
export function item(id) {
  const { index } = state;
  const sitting = agenda().sittings.find(one => one.id === id);
  if (sitting) return { kind: "sitting", id, sitting, subforum: index.subforums.get(sitting.subforum), rooms: sitting.room ? [sitting.room] : [], ...span(sitting) };
  const fixture = index.fixtures.get(id);
  if (fixture) {
    const placed = agenda().placed.find(one => one.fixture === id);
    return { kind: "fixture", id, fixture, placed, rooms: placed?.rooms ?? [], ...span(placed) };
  }
  const talk = index.talks.get(id);
  if (talk) {
    const within = agenda().sittings.find(one => one.talks.some(other => other.talk === id));
    return { kind: "talk", id, talk, rooms: within ? [within.room] : [], ...span(within?.talks.find(other => other.talk === id)) };
  }
  const subforum = index.subforums.get(id);
  if (!subforum) return null;
  const own = agenda().sittings.filter(one => one.subforum === id);
  return own.length ? item(own[0].id) : { kind: "subforum", id, subforum, rooms: [] };
}

const span = one => (one ? { start: one.start, end: one.end } : {});

export const titleOf = one => (one.subforum ?? one.fixture ?? one.talk).title;

/** The locks that hold an item: its own, or those of what it belongs to. */
export function locksOf(one) {
  const owner = one.kind === "talk" ? state.index.owner.get(one.id) : one.subforum?.id;
  const within = one.kind === "talk" && agenda().sittings.find(other => other.talks.some(talk => talk.talk === one.id))?.id;
  return [...new Set([one.id, within, owner])].filter(id => state.index.locks.has(id));
}

export const isLocked = one => locksOf(one).length > 0;
