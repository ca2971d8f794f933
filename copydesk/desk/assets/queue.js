// The queue: drafts and all other articles in rows, with what is open in each; acts on one or many.

import { change, get } from "./api.js";
import { button, focusOn, h, holdFocus, kbd, once, swap } from "./dom.js";
import { dropAhead, inOrder, shownKey } from "./keys.js";
import { committed, open, say, sayError, sayMissing, sayThere, saved, shell, showKeys, take, undoPlace } from "./shell.js";
import { language, t, told } from "./strings.js";

const STATES = ["drafts", "look", "problems", "scheduled", "published", "trash"];
// What is open in a draft that could go out so, and without what it cannot.
const OPEN = new Set(["lines", "no-source", "no-address", "no-alt"]);
const NEEDED = new Set(["no-title", "no-date"]);
const LOWEST = 40; // no row is lower, in pixels
const SORTS = ["newest", "oldest", "changed", "title"];

export class Queue {
  constructor(search, remembered) {
    const given = new URLSearchParams(search);
    this.state = STATES.includes(given.get("state")) ? given.get("state") : "drafts";
    this.q = given.get("q") || "";
    this.sort = SORTS.includes(given.get("sort")) ? given.get("sort") : "newest";
    this.remembered = remembered || {};
    this.cursor = this.remembered.cursor || "";
    this.selected = new Set();
    this.toldOpen = new Set();
    this.rows = [];
    this.counts = {};
    this.total = 0;
    this.next = "";
    this.left = 0;
    this.asked = 0;
    this.wanted = 0;
    this.loaded = false;
    this.undrawn = [];
  }

  address() {
    const given = new URLSearchParams();
    if (this.state !== "drafts") given.set("state", this.state);
    if (this.q) given.set("q", this.q);
    if (this.sort !== "newest") given.set("sort", this.sort);
    return given.size ? `/?${given}` : "/";
  }

  async show() {
    this.main = open(this, "queue", t("queue"));
    this.list = h("div", { class: "rows" });
    this.note = h("p", { class: "note pad", hidden: true });
    this.main.append(h("h1", { class: "vh" }, t("queue")), this.note, this.list);
    this.drawBar();
    this.drawTools();
    this.drawHints();
    const isFree = holdFocus();
    await this.load();
    if (this.remembered.scroll) this.main.scrollTop = this.remembered.scroll;
    if (this.remembered.top) scrollTo(0, this.remembered.top); // where the window is too low for a list that scrolls by itself
    if (isFree()) this.focusCursor() || focusOn(this.main);
    committed();
  }

  leave() {
    clearTimeout(this.addressLater);
    return { cursor: this.cursor, rows: this.rows.length, scroll: this.main.scrollTop, top: scrollY };
  }

  // --- what is asked and drawn --------------------------------------------------------------------------------

  load(more = false) {
    this.loading = this.ask(more);
    return this.loading;
  }

  async ask(more) {
    const mine = (this.asked += 1);
    const query = this.address();
    // What had been opened of a long list stays open, when it is drawn anew and when one comes back to it.
    // So does what was asked for and has not come: this may be asked, of a change just now, before that is answered.
    if (more) this.wanted = this.rows.length + 1;
    else if (query !== this.query) this.wanted = this.query === undefined ? this.remembered.rows || 0 : 0;
    const wanted = more ? 0 : Math.max(this.wanted, query === this.query ? this.rows.length : 0);
    let rows = more ? this.rows : [];
    let after = more ? this.next : "";
    let answer;
    try {
      do {
        answer = await get("queue", { state: this.state, q: this.q, sort: this.sort, after });
        rows = [...rows, ...answer.rows];
        after = answer.next;
      } while (after && rows.length < wanted && mine === this.asked);
    } catch (error) {
      return mine === this.asked && shell.view === this ? sayMissing(this, error) : undefined;
    }
    if (mine !== this.asked || shell.view !== this) return;
    const isOther = this.loaded && query !== this.query; // another list, not the same anew: it begins at its beginning
    if (isOther) this.main.scrollTop = 0;
    const at = Math.max(0, this.index());
    const isHere = this.list.contains(document.activeElement);
    Object.assign(this, { rows, query, counts: answer.counts, total: answer.total, next: answer.next, left: answer.left, loaded: true });
    const files = new Set(this.rows.map((row) => row.file));
    for (const file of this.selected) if (!files.has(file)) this.selected.delete(file);
    if (!files.has(this.cursor)) this.cursor = this.rows.length ? this.rows[Math.min(at, this.rows.length - 1)].file : "";
    take(answer);
    sayThere(this);
    if (this.nameNode) this.nameNode.textContent = shell.name;
    this.draw(isOther && document.activeElement === this.filter);
    if (isHere && document.activeElement === document.body) this.focusCursor() || focusOn(this.main); // its row has gone
  }

  drawBar() {
    this.nameNode = h("span", { class: "grow name", dir: "auto" }, shell.name);
    swap(shell.header, h("b", {}, h("a", { href: "/", onclick: (event) => this.to(event, "drafts") }, "Copydesk")), this.nameNode,
      button(t("new"), () => this.askNew(), { key: shownKey("N"), quiet: true, k: "new" }), undoPlace());
  }

  drawTools() {
    this.tabs = h("nav", { class: "tabs", "aria-label": t("states") });
    this.filter = h("input", { type: "search", value: this.q, placeholder: t("filter.hint"), "data-k": "filter", autocomplete: "off",
      oninput: (event) => this.setFilter(event.target.value),
      onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); this.toRows(); } } });
    const sort = h("select", { onchange: (event) => { this.sort = event.target.value; this.changed(); } },
      SORTS.map((name) => h("option", { value: name }, t(`sort.${name}`))));
    sort.value = this.sort;
    this.newPlace = h("div", { class: "new-place" });
    swap(shell.tools, h("div", { class: "q-tools", role: "search", "aria-label": t("queue") }, this.tabs,
      h("label", { class: "grow" }, h("span", {}, t("filter"), kbd(shownKey("/"))), this.filter), h("label", {}, h("span", {}, t("sort")), sort)), this.newPlace);
  }

  drawHints() {
    const hint = (keys, what) => [keys.map((key) => kbd(shownKey(key))), ` ${what} · `];
    const last = this.state === "trash" ? hint(["B"], t("keys.restore")) : hint(["Enter"], t("keys.review"));
    swap(shell.hints, this.rows.length > 0 && [hint(["j", "k"], t("keys.row")), hint(["x"], t("keys.select")), last],
      button(t("keys"), () => this.showKeys(), { key: shownKey("?"), quiet: true, class: "u", k: "keys" }));
  }

  draw(typed = false) {
    swap(this.tabs, STATES.map((state) => h("a", { href: state === "drafts" ? "/" : `/?state=${state}`, "data-k": `tab:${state}`, "aria-current": state === this.state ? "page" : null,
      onclick: (event) => this.to(event, state) }, `${t(`tab.${state}`)} `, h("span", { class: "n" }, this.counts[state] ?? ""))));
    this.note.hidden = !this.left;
    this.note.textContent = this.left ? t("reading", { n: this.left }) : "";
    // Who types a filter waits for the rows in sight; those below them come with the next frame, or when asked for.
    const first = typed ? Math.ceil(innerHeight / LOWEST) : this.rows.length;
    const list = h("ol", { class: "q", "aria-label": t(`tab.${this.state}`) }, this.rows.slice(0, first).map((row) => this.row(row)));
    this.undrawn = this.rows.slice(first);
    this.ol = list;
    if (this.undrawn.length) requestAnimationFrame(() => setTimeout(() => this.ol === list && this.drawRest()));
    const empty = this.loaded && !this.rows.length && !this.left
      ? h("div", { class: "empty" }, h("p", {}, t(this.q ? "empty.filter" : `empty.${this.state}`)), this.q && button(t("show.all"), () => { this.filter.value = ""; this.setFilter(""); focusOn(this.filter); }, { quiet: true, k: "all" }))
      : null;
    swap(this.list, this.rows.length ? list : null, empty, this.next && button(t("more"), () => this.load(true), { quiet: true, k: "more", class: "btn quiet more" }));
    this.drawBulk();
    this.drawHints();
  }

  drawRest() {
    this.ol?.append(...this.undrawn.map((row) => this.row(row)));
    this.undrawn = [];
  }

  row(row) {
    const title = row.title || t("untitled");
    const to = this.state === "trash" ? null : this.reviewOf(row.file);
    const link = h("a", { href: to || "#", "data-k": `row:${row.file}`, "aria-current": row.file === this.cursor ? "true" : null, lang: row.lang || null, dir: "auto",
      onfocus: () => this.mark(row.file),
      onclick: (event) => { if (event.metaKey || event.ctrlKey || event.shiftKey) return; event.preventDefault(); this.cursor = row.file; this.openRow(row.file); } }, title);
    const box = h("input", { type: "checkbox", "data-k": `box:${row.file}`, "aria-label": t("select", { title }), checked: this.selected.has(row.file), onchange: () => this.select(row.file), onfocus: () => this.mark(row.file) });
    return h("li", { class: row.file === this.cursor ? "cur" : null, "data-file": row.file }, box, h("p", { class: "t" }, link),
      h("p", { class: "meta", dir: "auto" }, row.outlet), h("p", { class: "meta end" }, row.date ? day(row.date) : t("no-date")),
      h("p", { class: "open" }, this.marks(row), this.state === "trash" && button(t("do.restore"), once(() => this.act("restore", [row.file])), { quiet: true, k: `restore:${row.file}`, class: "btn quiet small", "aria-label": `${t("do.restore")}: ${title}` })), h("p", { class: "meta words" }, row.words ? t("words", { n: row.words }) : ""));
  }

  marks(row) {
    const made = row.problems.map((text) => h("span", { class: "st bad" }, `✕ ${told(text)}`));
    for (const one of row.open) {
      const bad = one.kind === "no-title" || one.kind === "no-date";
      made.push(h("span", { class: bad ? "st bad" : "st look" }, `${bad ? "✕" : "●"} ${t(one.kind, { n: one.n })}`));
    }
    if (!made.length && row.state === "drafts") made.push(h("span", { class: "st ok" }, row.known ? `✓ ${t("clean")}` : `… ${t("unread")}`));
    if (row.state === "scheduled") made.push(h("span", { class: "st" }, new Date(row.publish_at).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" })));
    return [...made, row.countries.map((code) => h("span", { class: "st" }, code))];
  }

  drawBulk() {
    const n = this.selected.size;
    shell.bulk.hidden = !n;
    if (!n) return shell.bulk.replaceChildren();
    const clean = this.rows.filter((row) => this.selected.has(row.file) && !row.open.length && !row.problems.length).length;
    const acts = this.state === "trash" ? [["restore", "do.restore", "B"]]
      : [["publish", "do.publish.n", "P"], ["unpublish", "do.draft", "D"], ["trash", "do.trash", "#"]].filter(([op]) => (op !== "publish" || this.state !== "published") && (op !== "unpublish" || !["drafts", "look"].includes(this.state)));
    swap(shell.bulk, h("b", { class: "grow" }, t("selected", { n, m: clean })),
      acts.map(([op, words, key], number) => button(t(words, { n }), once(() => this.act(op)), { key: shownKey(key), quiet: number > 0, k: `bulk:${op}` })));
  }

  // --- moving -------------------------------------------------------------------------------------------------

  index() {
    return this.rows.findIndex((row) => row.file === this.cursor);
  }

  mark(file) {
    if (this.cursor === file) return;
    this.cursor = file;
    this.drawRest();
    for (const item of this.list.querySelectorAll("li")) item.classList.toggle("cur", item.dataset.file === file);
    for (const link of this.list.querySelectorAll("li a")) link.toggleAttribute("aria-current", false);
    const link = this.link(file);
    if (link) link.setAttribute("aria-current", "true");
  }

  link(file) {
    this.drawRest();
    return this.list.querySelector(`[data-k="${CSS.escape(`row:${file}`)}"]`);
  }

  focusCursor() {
    return Boolean(this.cursor) && focusOn(this.link(this.cursor));
  }

  /** From the filter to the rows, once they are those that were filtered: what is pressed next is for them. */
  toRows() {
    focusOn(this.main);
    inOrder(async () => {
      await this.loading;
      if (document.activeElement === this.main) this.focusCursor();
    });
  }

  async move(by) {
    const at = this.index();
    const to = Math.max(0, Math.min(this.rows.length - 1, at + by));
    if (this.rows[to]) {
      this.mark(this.rows[to].file);
      this.focusCursor();
    }
    if (by > 0 && to === this.rows.length - 1 && this.next && at === to) await this.load(true);
  }

  reviewOf(file) {
    const given = new URLSearchParams({ f: file });
    if (this.state !== "drafts") given.set("state", this.state);
    if (this.q) given.set("q", this.q);
    if (this.sort !== "newest") given.set("sort", this.sort);
    return `/review?${given.toString().replaceAll("%2F", "/")}`;
  }

  openRow(file) {
    if (!file) return undefined;
    if (this.state === "trash") {
      const row = this.rows.find((one) => one.file === file);
      this.mark(file);
      this.focusCursor();
      return say(t("said.restored.open", { key: shownKey("B"), title: (row && row.title) || t("untitled") }));
    }
    return shell.go(this.reviewOf(file));
  }

  to(event, state) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.keepAddress();
    Object.assign(this, { state, cursor: "" });
    this.selected.clear();
    this.changed(true);
  }

  setFilter(text) {
    this.q = text.trim();
    this.changed().then(() => shell.view === this && say(t("articles", { n: this.total || 0 })));
  }

  changed(push = false) {
    if (push) history.pushState({}, "", this.address());
    else {
      // A browser takes some time for it, which the key's answer would wait for, and takes only so many in a while.
      clearTimeout(this.addressLater);
      this.addressLater = setTimeout(() => this.keepAddress(), 60);
    }
    return this.load();
  }

  keepAddress() {
    clearTimeout(this.addressLater);
    history.replaceState(history.state, "", this.address());
  }

  // --- acts ---------------------------------------------------------------------------------------------------

  select(file, yes = !this.selected.has(file)) {
    if (yes) this.selected.add(file);
    else this.selected.delete(file);
    this.draw();
    say(t("said.selected", { n: this.selected.size }));
  }

  selectWhich(which) {
    this.selected = new Set(this.rows.filter((row) => which === "a" || (which === "c" && !row.open.length && !row.problems.length && row.known)).map((row) => row.file));
    this.draw();
    say(t("said.selected", { n: this.selected.size }));
  }

  async act(op, given = null) {
    const files = given || (this.selected.size ? [...this.selected] : this.cursor ? [this.cursor] : []);
    if (!files.length) return say(t("said.none"));
    if (this.state === "trash" && op !== "restore") return say(t("key.trash", { key: shownKey("B") }));
    if (op === "publish" && this.asksFirst(files)) return undefined;
    const first = this.rows.find((row) => row.file === files[0]);
    const isFree = holdFocus();
    const hashes = Object.fromEntries(this.rows.map((row) => [row.file, row.hash]));
    let answer;
    try {
      answer = await change(files.map((file) => ({ op, file, hash: hashes[file] })));
    } catch (error) {
      return sayError(error);
    }
    const done = files.length - answer.failed.length;
    const kind = op === "unpublish" ? "draft" : op;
    const words = files.length === 1 ? t(`said.${kind}`, { title: first.title || t("untitled") }) : t(`said.${kind}.n`, { n: done });
    const failed = answer.failed.length ? ` ${t("said.failed", { n: answer.failed.length, why: told(answer.failed[0].message) })}` : "";
    this.selected = new Set(answer.failed.map((one) => one.file));
    take(answer);
    saved();
    await this.load();
    say(words + failed);
    if (isFree()) this.focusCursor() || focusOn(this.main);
    committed();
  }

  /** Says, once, what is open in articles that are to go out; asked again they go out as they are. */
  asksFirst(files) {
    const rows = this.rows.filter((row) => files.includes(row.file) && !row.problems.length && row.open.some((one) => OPEN.has(one.kind)) && !row.open.some((one) => NEEDED.has(one.kind)));
    const fresh = rows.filter((row) => !this.toldOpen.has(row.file));
    for (const row of rows) this.toldOpen.add(row.file);
    if (!fresh.length) return false;
    dropAhead();
    const kinds = [...new Set(rows.flatMap((row) => row.open.map((one) => one.kind)))].filter((kind) => OPEN.has(kind));
    const what = kinds.map((kind) => t(kind, { n: rows.reduce((sum, row) => sum + row.open.filter((one) => one.kind === kind).reduce((n, one) => n + one.n, 0), 0) })).join(", ");
    say(`${t("publish.some", { n: rows.length, m: files.length, what })} ${t("publish.again", { key: shownKey("P") })}`);
    this.mark(fresh[0].file);
    this.focusCursor();
    return true;
  }

  askNew() {
    const title = h("input", { type: "text", "data-k": "new-title", autocomplete: "off", onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); create(); } } });
    const close = () => { if (title.value.trim()) say(t("said.dropped", { typed: title.value.trim() })); this.newPlace.replaceChildren(); this.closeNew = null; focusOn(shell.header.querySelector('[data-k="new"]')); };
    const create = async () => {
      if (!title.value.trim()) {
        say(t("new.empty"));
        return focusOn(title);
      }
      try {
        const answer = await change([{ op: "new", value: title.value }]);
        take(answer);
        saved();
        say(t("said.new", { title: title.value.trim() }));
        await shell.go(`/review?f=${answer.moved[""]}`, { focus: "fields" });
      } catch (error) {
        sayError(error);
      }
      return undefined;
    };
    this.closeNew = close;
    swap(this.newPlace, h("section", { class: "q-tools new", "aria-label": t("new") }, h("label", { class: "grow" }, h("span", {}, t("new.title")), title), button(t("create"), create, {}), button(t("cancel"), close, { quiet: true })));
    title.focus();
  }

  async onHistory() {
    const isFree = holdFocus();
    await this.load();
    if (isFree()) this.focusCursor() || focusOn(this.main);
  }

  async onEvent(event) {
    if (!(event.changed || event.queue || event.warm)) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => shell.view === this && this.load(), 120);
  }

  keyRows() {
    return [["", t("keys.moving")], ["j", `${t("next")} (↓)`], ["k", `${t("previous")} (↑)`], ["U", t("keys.open")], ["/", t("filter")], ["g q", t("queue")], ["Enter", t("keys.review")],
      ["", t("keys.whole")], ["P", t("do.publish")], ["D", t("do.draft")], ["#", t("do.trash")], ["B", `${t("do.restore")} (${t("tab.trash")})`], ["N", t("new")], ["z", t("keys.undo")], ["Z", t("keys.redo")], ["?", t("keys")],
      ["", t("keys.several")], ["x", t("keys.select")], ["* a", t("keys.a")], ["* c", t("keys.c")], ["* n", t("keys.n")]];
  }

  showKeys() {
    showKeys(this.keyRows());
  }

  find(key) {
    const onControl = document.activeElement && document.activeElement.matches("button, a:not(.q a), select");
    if (key === "Escape") return this.closeNew || (document.activeElement === this.filter ? () => this.focusCursor() || focusOn(this.main) : undefined);
    if (key === "Enter" && onControl) return undefined;
    return {
      j: () => this.move(1), k: () => this.move(-1), ArrowDown: () => this.move(1), ArrowUp: () => this.move(-1),
      Enter: () => this.openRow(this.cursor), x: () => this.cursor && this.select(this.cursor),
      "Shift+ArrowDown": async () => { this.select(this.cursor, true); await this.move(1); this.select(this.cursor, true); },
      "* ?": () => undefined, "* a": () => this.selectWhich("a"), "* n": () => this.selectWhich("n"), "* c": () => this.selectWhich("c"),
      P: () => this.act("publish"), D: () => this.act("unpublish"), "#": () => this.act("trash"), B: () => (this.state === "trash" ? this.act("restore") : say(t("said.none"))), N: () => this.askNew(),
      U: () => { const from = this.index(); const found = this.rows.find((row, at) => at > from && (row.open.length || row.problems.length)); if (found) { this.mark(found.file); this.focusCursor(); } else say(t("said.none")); },
      "/": () => { focusOn(this.filter); this.filter.select(); }, "?": () => this.showKeys(),
    }[key];
  }
}

let days = null;
function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  days ??= new Intl.DateTimeFormat(language(), { day: "numeric", month: "short", year: "numeric" }); // a row's time to make
  return days.format(new Date(year, month - 1, date));
}
