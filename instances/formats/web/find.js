const search = named("q"), filters = ["track", "room", "who"].map(named), mine = named("chosen"), every = named("all"), panel = named("more");

const words = (node, selector) => plain(all(selector, node).map(one => one.textContent).join(" "));
const people = node => new Set(all("[data-p]", node).map(one => one.dataset.p));
const listed = cards.map(node => {
  const head = node.querySelector("header");
  return {
    node,
    track: node.dataset.track,
    rooms: node.dataset.rooms.split(" "),
    people: people(head),
    words: words(head, "h4,.track,.where,.faces,.about p"),
    talks: all(".talk", node).map(talk => ({node: talk, people: people(talk), words: words(talk, ".name,.faces,.about p")})),
  };
});

/* Whether a card is asked for, and which of its talks are the reason. */
const fits = (card, asked) => {
  if ((asked.track && card.track !== asked.track) || (asked.room && !card.rooms.includes(asked.room))) return null;
  const has = one => (!asked.who || one.people.has(asked.who)) && (!asked.mine || chosen.has(one.node.dataset.uid));
  const itself = has(card) && asked.terms.every(term => card.words.includes(term));
  const narrow = asked.who || asked.mine || asked.terms.length;
  const hit = talk => has(talk)
    && asked.terms.every(term => talk.words.includes(term) || card.words.includes(term))
    && (!asked.terms.length || asked.terms.some(term => talk.words.includes(term)));
  const hits = narrow ? card.talks.filter(hit) : [];
  return itself || hits.length ? hits : null;
};

const sift = () => {
  const [track, room, who] = filters.map(one => one.value);
  const asked = {track, room, who, mine: mine.getAttribute("aria-pressed") === "true", terms: plain(search.value).split(/\s+/).filter(Boolean)};
  const sifted = Boolean(track || room || who || asked.mine || asked.terms.length);
  root.classList.toggle("sifted", sifted);
  const found = {all: new Set(), sittings: new Set(), talks: new Set()};
  for (const card of listed) {
    const hits = sifted ? fits(card, asked) : [];
    card.node.hidden = hits === null;
    for (const talk of card.talks) talk.node.classList.toggle("hit", Boolean(hits && hits.includes(talk)));
    if (hits === null) continue;
    found.all.add(card.node.dataset.uid);
    if (card.track) found.sittings.add(card.node.dataset.uid);
    for (const talk of hits) found.talks.add(talk.node.dataset.uid);
  }
  for (const part of [...all(".stretch"), ...all(".day")]) part.hidden = !part.querySelector(".card:not([hidden])");
  for (const sign of all(".sign")) sign.hidden = Boolean(room && sign.dataset.rooms !== room);
  const number = found.all.size, whole = new Set(listed.map(card => card.node.dataset.uid)).size, talks = found.talks.size;
  const within = talks ? say(`, with ${talks} ${talks === 1 ? "talk" : "talks"}`, `，${talks}场演讲`) : "";
  const told = sifted ? (number ? say(`${number} of ${whole} items match${within}.`, `${whole}项中有${number}项符合${within}。`) : say("Nothing matches.", "没有符合的内容。")) : "";
  if (named("found").textContent !== told) named("found").textContent = told;
  named("clear").hidden = !sifted;
};

const unfold = () => {
  const open = every.getAttribute("aria-pressed") === "true";
  for (const button of all(".fold")) button.setAttribute("aria-expanded", open);
};
