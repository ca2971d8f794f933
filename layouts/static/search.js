// The search page. Reads the index that copydesk/publish/search.py writes, a few small files a query.
// Without this script the page shows other ways to an article, and the form below stays hidden.

const app = document.getElementById("search");
const form = app.querySelector("form");
const status = app.querySelector("[role=status]");
const list = app.querySelector("ol");
const more = app.querySelector("button[type=button]");
const root = new URL(app.dataset.src, location.href);
const home = new URL("../", root);
const PAGE = 10;
// A word's place in an article (text, often in the text, summary and names, title) and what it counts for.
const WEIGHTS = [1, 2, 4, 8];
// An unfinished word may begin that of many files; the first of them have to do.
const EXPANSION = 6;

const fetched = new Map();
let meta;
let found = [];
let shown = 0;
let turn = 0;
let words = [];

function load(name, version) {
  if (!fetched.has(name)) {
    const address = new URL(name + (version ? "?v=" + version : ""), root);
    const answer = fetch(address, version ? {} : { cache: "no-cache" }).then((response) => {
      if (!response.ok) throw new Error(address + ": " + response.status);
      return response.json();
    });
    answer.catch(() => fetched.delete(name));
    fetched.set(name, answer);
  }
  return fetched.get(name);
}

async function ready() {
  if (meta) return;
  const whole = await load("index.json");
  whole.shards = whole.shards.split(" ");
  meta = whole;
}

// As split_words in search.py: lower case, no accents, pairs of characters for scripts without blanks.
function splitWords(text) {
  let folded = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  folded = [...folded].map((letter) => meta.letters[letter] ?? letter).join("").normalize("NFC").toLowerCase();
  const unspaced = new RegExp(`[${meta.unspaced}]+|[^${meta.unspaced}]+`, "gu");
  const inside = new RegExp(`^[${meta.unspaced}]`, "u");
  const out = [];
  for (const word of folded.match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (const run of word.match(unspaced)) {
      const letters = [...run];
      if (!inside.test(run)) {
        if (letters.length > 1 || !/[a-z]/.test(run)) out.push({ text: run, open: letters.length > 2 });
      } else if (letters.length === 1) out.push({ text: run, open: true });
      else for (let i = 0; i + 1 < letters.length; i++) out.push({ text: letters[i] + letters[i + 1], open: false });
    }
  }
  return out;
}

const fileName = (prefix) =>
  "t-" + [...prefix].map((c) => (/[a-z0-9]/i.test(c) ? c : "-" + c.codePointAt(0).toString(16))).join("") + ".json";

// The files that may hold a term: the one with the longest name that it begins with; for the beginning of a
// word also those whose names begin with it.
function filesFor(term, open) {
  let home = null;
  for (const name of meta.shards) if (term.startsWith(name) && (home === null || name.length > home.length)) home = name;
  const names = home === null ? [] : [home];
  if (open) names.push(...meta.shards.filter((name) => name !== home && name.startsWith(term)).slice(0, EXPANSION));
  return names;
}

function decode(text, add) {
  let number = -1;
  for (const part of text.split(" ")) {
    const value = Number(part);
    number += value >> 2;
    add(number, value & 3);
  }
}

// Articles that have a term, with what each is worth: rare words count for more, whole words more than beginnings.
async function lookUp(term, open) {
  const scores = new Map();
  const files = await Promise.all(filesFor(term, open).map((name) => load(fileName(name), meta.version)));
  for (const file of files) {
    for (const [key, postings] of Object.entries(file)) {
      if (key !== term && !(open && key.startsWith(term))) continue;
      const own = [];
      decode(postings, (number, place) => own.push([number, place]));
      const rarity = Math.log(1 + meta.count / own.length) * (key === term ? 1 : 0.5);
      for (const [number, place] of own) {
        scores.set(number, Math.max(scores.get(number) ?? 0, rarity * WEIGHTS[place]));
      }
    }
  }
  return scores;
}

function yearRange(year) {
  const at = meta.years.findIndex(([y]) => String(y) === year);
  return at < 0 ? [0, -1] : [meta.years[at][1], (meta.years[at + 1]?.[1] ?? meta.count) - 1];
}

async function personKey(name) {
  const wanted = name.trim().toLowerCase().normalize("NFC");
  const people = await load("people.json", meta.version);
  const is = (text) => text.toLowerCase().normalize("NFC") === wanted;
  return people.find(([slug, own, , others]) => is(own) || is(slug) || others.some(is))?.[0];
}

async function search(query) {
  await ready();
  const common = new Set(meta.common);
  words = splitWords(query.q).filter(({ text }) => !common.has(text));
  const wanted = words.map(({ text, open }) => lookUp(text, open));
  const filters = [];
  if (query.person) {
    const slug = await personKey(query.person);
    if (slug === undefined) return [];
    filters.push(lookUp("~p" + slug, false));
  }
  if (query.country) filters.push(lookUp("~c" + query.country.toLowerCase(), false));
  if (query.source) filters.push(lookUp("~s" + query.source, false));
  const [first, last] = query.year ? yearRange(query.year) : [0, meta.count - 1];
  const scored = await Promise.all(wanted);
  const allowed = await Promise.all(filters);
  if (!scored.length && !allowed.length && !query.year && !query.q.trim()) return null;
  const sets = [...scored, ...allowed].sort((a, b) => a.size - b.size);
  const result = [];
  const every = sets.length ? sets[0].keys() : Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  for (const number of every) {
    if (number < first || number > last || !sets.every((set) => set.has(number))) continue;
    result.push([number, scored.reduce((sum, set) => sum + set.get(number), 0)]);
  }
  // Equal worth: the newer first, and numbers grow with time.
  return result.sort((a, b) => b[1] - a[1] || b[0] - a[0]).map(([number]) => number);
}

// Text with the words that were looked for marked; never as HTML, so that nothing in it can act.
function marked(text) {
  const out = document.createDocumentFragment();
  const wanted = words.map(({ text: word }) => word);
  let rest = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const parts = splitWords(match[0]).map(({ text: word }) => word);
    if (!parts.some((part) => wanted.some((word) => part === word || (word.length > 2 && part.startsWith(word))))) continue;
    out.append(text.slice(rest, match.index));
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    out.append(mark);
    rest = match.index + match[0].length;
  }
  out.append(text.slice(rest));
  return out;
}

function element(name, parent, attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function entry([title, path, day, source, summary, lang]) {
  const item = document.createElement("li");
  const foreign = lang && lang !== document.documentElement.lang ? { lang } : {};
  const card = element("article", item, { class: "card" });
  const heading = element("h2", card, { class: "headline", ...foreign });
  element("a", heading, { href: new URL(path, home).href }).append(marked(title));
  if (summary) element("p", card, { class: "standfirst", ...foreign }).append(marked(summary));
  const byline = element("p", card, { class: "byline" });
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  element("time", byline, { datetime: day }).textContent = format.format(new Date(day + "T00:00:00Z"));
  if (source) byline.append(" · " + source);
  return item;
}

async function show(numbers, mine) {
  const chunks = [...new Set(numbers.map((number) => Math.floor(number / meta.rows)))];
  const rows = new Map();
  await Promise.all(
    chunks.map(async (chunk) => {
      (await load(`d-${chunk}.json`, meta.version)).forEach((row, i) => rows.set(chunk * meta.rows + i, row));
    }),
  );
  if (mine !== turn) return null;
  const items = numbers.map((number) => entry(rows.get(number)));
  list.append(...items);
  shown += items.length;
  more.hidden = shown >= found.length;
  return items;
}

function asked() {
  return Object.fromEntries(["q", "person", "country", "source", "year"].map((name) => [name, form.elements[name].value]));
}

async function run(remember = true) {
  const mine = ++turn;
  const query = asked();
  try {
    const result = await search(query);
    if (mine !== turn) return;
    found = result ?? [];
    shown = 0;
    list.replaceChildren();
    more.hidden = true;
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    status.textContent =
      result === null ? "" : found.length ? app.dataset.found.replace("{n}", numbers.format(found.length)) : app.dataset.none;
    await show(found.slice(0, PAGE), mine);
    if (remember) {
      const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
      history.replaceState(null, "", parameters.size ? "?" + parameters : location.pathname);
    }
  } catch (error) {
    console.error(error);
    if (mine === turn) status.textContent = app.dataset.failed;
  }
}

function fill(select, rows) {
  for (const [value, label, count] of rows) {
    const option = element("option", select);
    option.value = value;
    option.textContent = count === undefined ? label : `${label} (${count})`;
  }
}

async function start() {
  form.hidden = false;
  const given = new URLSearchParams(location.search);
  form.elements.q.value = given.get("q") ?? "";
  try {
    await ready();
  } catch (error) {
    console.error(error);
    status.textContent = app.dataset.failed;
    return;
  }
  fill(form.elements.country, meta.countries);
  fill(form.elements.source, meta.sources);
  fill(form.elements.year, [...meta.years].reverse().map(([year]) => [String(year), String(year)]));
  for (const name of ["person", "country", "source", "year"]) if (given.has(name)) form.elements[name].value = given.get(name);
  if ([...given.keys()].length) await run(false);
}

let waiting;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  run();
});
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(run, 200);
});
form.elements.person.addEventListener(
  "focus",
  async () => {
    const people = await load("people.json", meta?.version ?? "").catch(() => []);
    const options = form.querySelector("datalist");
    for (const [, name, , others] of people) element("option", options, { value: name, label: others.join(", ") });
  },
  { once: true },
);
more.addEventListener("click", async () => {
  const items = await show(found.slice(shown, shown + PAGE), turn);
  items?.[0]?.querySelector("a").focus();
});
start();
