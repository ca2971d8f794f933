// The review of one article: raw copy, text, fields, names, side by side; on a phone one after the other.

import { change, changesBegun, get, inTurn, unsaved } from "./api.js";
import { button, focusOn, h, holdFocus, kbd, once, swap } from "./dom.js";
import { dropAhead, shownKey } from "./keys.js";
import { Fields } from "./fields.js";
import { KINDS, Names } from "./names.js";
import { Raw } from "./raw.js";
import { Text } from "./text.js";
import { committed, dialog, open, say, sayBeside, sayError, sayMissing, sayMore, sayThere, saved, shell, showKeys, take, undoPlace, unsavedNow } from "./shell.js";
import { language, t, told } from "./strings.js";

const PANES = ["raw", "text", "fields", "names"];
const NEEDED = new Set(["title", "date"]);
// So long P waits for what the cleaner says of the raw copy (milliseconds); then it says that nobody knows yet.
const PATIENCE = 8000;
// Files often change several at a time: who stands beside the article is asked for so long after the last (milliseconds).
const AROUND = 250;
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

export class Review {
  constructor(search, hints = {}) {
    const given = new URLSearchParams(search);
    this.file = given.get("f") || "";
    this.context = Object.fromEntries(["state", "q", "sort"].map((name) => [name, given.get(name) || ""]));
    this.hints = hints;
    this.view = null;
    this.evidence = null;
    this.neighbours = {};
    this.ahead = null; // the next article, asked for before anybody goes there
    this.asked = 0;
    this.here = new Set(); // what pages of this desk had written, by hash
    this.others = false;
    this.toldOpen = new Set();
    this.known = new Set();
  }

  queueAddress() {
    const given = new URLSearchParams(Object.entries(this.context).filter(([, value]) => value));
    return given.size ? `/?${given}` : "/";
  }

  addressOf(file) {
    const given = new URLSearchParams({ f: file, ...Object.fromEntries(Object.entries(this.context).filter(([, value]) => value)) });
    return `/review?${given.toString().replaceAll("%2F", "/")}`;
  }

  // --- opening ------------------------------------------------------------------------------------------------

  async show() {
    this.unread = false;
    const main = open(this, "review", this.file.split("/").pop());
    const ahead = this.takeAhead();
    if (!ahead || !ahead.isThere) swap(main, h("p", { class: "note pad" }, t("loading"))); // else it is there at once
    const looked = unsaved.look();
    let answer;
    try {
      answer = await this.fetchView(ahead);
    } catch (error) {
      if (shell.view === this) await this.showMissing(main, error, looked);
      return;
    }
    if (shell.view !== this) return;
    if (!shell.site) get("queue").then(take).catch(() => undefined);
    take(answer);
    sayThere(this);
    this.neighbours = answer.neighbours;
    this.view = answer;
    document.title = `${answer.title || this.file.split("/").pop()} · Copydesk`;
    main.setAttribute("aria-label", [this.neighbours.number ? t("number", { n: this.neighbours.number, m: this.neighbours.total }) : "", answer.title || t("untitled")].filter(Boolean).join(", "));
    // Typed text that is kept of it comes before all that could be typed over it.
    await (unsaved.has(this.file) || answer.kind !== "form" ? looked : unsaved.named);
    if (shell.view !== this) return;
    if (answer.kind === "form") this.build(main);
    await looked;
    if (shell.view !== this) return;
    if (answer.kind === "form") this.takeKept();
    else this.showBroken(main);
    committed();
  }

  /** The article is not there, or nobody says so: where it has gone J and K lead on from where the editor came from, and what was typed into it is shown. */
  async showMissing(main, error, looked) {
    const isGone = error.code === "gone";
    sayMissing(this, error);
    this.unread = !isGone;
    this.parts = null;
    const { from } = this.hints;
    if (isGone && from) {
      const beside = await get("review", { f: from.file, ...this.context }).then((answer) => answer.neighbours, () => ({}));
      if (shell.view !== this) return;
      this.neighbours = { ...beside, number: 0, [from.which === "next" ? "previous" : "next"]: from.file };
    }
    this.drawBar();
    await looked;
    if (shell.view !== this) return;
    swap(main, h("div", { class: "empty" }, h("p", {}, isGone ? t("said.gone") : told(error.message)), button(t("queue"), () => shell.go(this.queueAddress()), { quiet: true, key: "u" }),
      isGone && Object.entries(unsaved.of(this.file)).map(([at, held]) => this.keptNote(at, held))));
  }

  /** Typed text that has no place here any more, to be read and copied. */
  keptNote(at, held) {
    const note = h("div", { class: "ask", "data-kept": at }, h("p", { class: "hd" }, t("kept.typed", { time: new Date(held.time).toLocaleTimeString(language()) })),
      h("textarea", { readonly: true, rows: "4", class: "broken", "aria-label": t(at === "whole" ? "file" : at === "body" ? "text" : `field.${at}`), value: held.value }),
      h("p", { class: "act" }, button(t("discard"), () => { unsaved.drop(this.file, at); note.remove(); }, { class: "btn quiet small" })));
    return note;
  }

  /** What was asked for ahead of this article, once, unless something was written since. */
  takeAhead() {
    const { ahead } = this.hints;
    this.hints.ahead = null;
    return ahead && ahead.file === this.file && ahead.begun === changesBegun() ? ahead : null;
  }

  /** The article: as it was asked for ahead, if nothing was written meanwhile. Whoever else has saved it since is heard of with the evidence, which a file that is no form has none of. */
  async fetchView(ahead) {
    const held = ahead ? await ahead.answer.catch(() => null) : null;
    return held && held.kind === "form" && ahead.begun === changesBegun() ? held : get("review", { f: this.file, ...this.context });
  }

  /** Asks for the next article while this one is read, once nothing is on its way to the files: an answer from before that is old. */
  async lookAhead() {
    this.ahead = null;
    await inTurn(() => undefined);
    const file = this.neighbours.next;
    if (!file || shell.view !== this) return;
    const ahead = { file, begun: changesBegun(), isThere: false, answer: get("review", { f: file, ...this.context }) };
    ahead.answer.then(() => { ahead.isThere = true; }, () => undefined); // who goes there asks again, and is told
    this.ahead = ahead;
  }

  /** Files have changed: what was fetched ahead is old, and who stands beside this article may be another. */
  lookAround() {
    this.ahead = null;
    clearTimeout(this.around);
    this.around = setTimeout(async () => {
      await inTurn(() => undefined);
      if (shell.view !== this || !this.view) return;
      const found = await get("review", { f: this.file, ...this.context }).catch(() => null);
      if (shell.view !== this || !found) return;
      this.takeNeighbours(found.neighbours);
      this.drawBar();
      this.lookAhead();
    }, AROUND);
  }

  /** Takes up who stands beside this article; one that has left its list (published, or its headline fits the filter no more) keeps those it had. */
  takeNeighbours(found) {
    if (found.number && (!this.neighbours.number || found.state === this.neighbours.state)) this.neighbours = found;
  }

  build(main) {
    this.parts = { raw: new Raw(this), text: new Text(this), fields: new Fields(this), names: new Names(this) };
    const { raw, text, fields, names } = this.parts;
    this.panes = h("div", { class: "panes", "data-pane": matchMedia("(max-width: 49.99rem)").matches ? "text" : "raw" }, raw.node, text.node, h("div", { class: "third" }, fields.node, names.node));
    swap(main, this.panes);
    main.addEventListener("dragover", (event) => { if ([...event.dataTransfer.items].some((item) => item.kind === "file")) { event.preventDefault(); main.classList.add("dropping"); } });
    main.addEventListener("dragleave", () => main.classList.remove("dropping"));
    main.addEventListener("drop", (event) => { event.preventDefault(); main.classList.remove("dropping"); this.takePicture(event.dataTransfer.files[0]); });
    this.draw();
    if (this.hints.focus && this.hints.focus !== "first") this.focusPane(this.hints.focus);
    else focusOn(main);
    if (this.hints.said) say(this.hints.said);
    this.loadEvidence();
    this.lookAhead();
  }

  /** Takes up what was typed here and not saved, once it is known which other pages are open. */
  takeKept() {
    const { fields, text } = this.parts;
    const kept = unsaved.of(this.file);
    const before = document.activeElement;
    const isFree = !before || before === document.body || before === shell.main;
    fields.takeKept(kept);
    text.takeKept(kept);
    if (kept.whole) text.node.insertBefore(this.keptNote("whole", kept.whole), text.body);
    // At the question, not in the box: there the next key, J say, would be text.
    if (text.held) focusOn(isFree ? text.problem : before);
  }

  showBroken(main) {
    this.drawBar();
    const view = this.view;
    const first = view.problems[0] || { message: "", line: 1 };
    this.parts = null;
    let was = view.text;
    const area = h("textarea", { class: "broken", "data-k": "broken", spellcheck: "false", "aria-label": t("file"), value: view.text, disabled: !view.readable, oninput: () => { unsaved.keep(this.file, "whole", area.value, was); unsavedNow(); } });
    const whose = h("p", { class: "err", hidden: true });
    const kept = unsaved.of(this.file).whole;
    if (kept && kept.value !== view.text) [area.value, was] = [kept.value, kept.was];
    const save = async () => {
      try {
        await this.act([{ op: "whole", file: this.file, value: area.value, was }], t("said.field", { what: t("file") }), { reload: true, done: () => unsaved.drop(this.file, "whole") });
      } catch (error) {
        if (error.code === "changed" && was === view.text) await this.show(); // what is typed is kept, and is held against what stands there now
      }
    };
    this.saveNow = save;
    const settle = (value) => { [area.value, was] = [value, view.text]; unsaved.keep(this.file, "whole", value, was); whose.hidden = true; return save(); };
    if (was !== view.text) {
      const theirs = view.text.length > 600 ? `${view.text.slice(0, 599)}…` : view.text;
      whose.append(t("both.since", { theirs }), " ", button(t("mine"), () => settle(area.value), { class: "btn small", k: "mine" }), " ",
        button(t("theirs"), () => { unsaved.drop(this.file, "whole"); [area.value, was] = [view.text, view.text]; whose.hidden = true; focusOn(area); }, { class: "btn quiet small", k: "theirs" }));
      whose.hidden = false;
    }
    swap(main, h("div", { class: "pad broken-pane" }, h("h1", { dir: "auto" }, this.file.split("/").pop()),
      h("p", { class: "err", role: "note" }, view.readable ? t("broken", { why: [told(first.message), told(first.advice)].filter(Boolean).join("; "), n: first.line }) : t("broken.bytes")), whose, area,
      view.readable && h("p", { class: "row" }, button(t("save"), save, { key: "Ctrl+S" }))));
    focusOn(area);
  }

  loadEvidence() {
    this.reading = this.readEvidence();
    return this.reading;
  }

  async readEvidence(tries = 0) {
    const mine = (this.asked += 1);
    try {
      const answer = await get("evidence", { f: this.file });
      if (mine !== this.asked || shell.view !== this) return undefined;
      if (answer.hash !== this.view.hash) {
        await this.refresh();
        if (mine !== this.asked || shell.view !== this || !this.parts || tries > 2) return undefined;
        await pause(200); // what it was of has come and gone: it is asked for of what stands there
        return mine === this.asked && shell.view === this ? await this.readEvidence(tries + 1) : undefined;
      }
      const isFirst = !this.evidence;
      this.evidence = answer;
      this.sayNew(answer, isFirst);
      this.view.chips = answer.chips;
      this.view.blocks = answer.blocks;
    } catch (error) {
      if (mine !== this.asked || shell.view !== this) return undefined;
      if (error.code === "gone" && !this.evidence) return this.show(); // it was gone already, and came from what was fetched ahead
      this.evidence = { raw: { state: "failed", why: told(error.message) }, lines: [], candidates: {} };
    }
    if (this.parts) this.drawParts();
    return undefined;
  }

  /** An act may open what was never asked here before, out of sight: it is said after what was said of the act. */
  sayNew(answer, isFirst) {
    const fresh = (kind, ids) => ids.filter((id) => !this.known.has(`${kind}:${id}`) && this.known.add(`${kind}:${id}`)).length;
    const lines = fresh("line", answer.lines.filter((line) => line.open).map((line) => line.n));
    const names = fresh("name", answer.chips.people.filter((chip) => chip.state === "offered" && chip.about !== false).map((chip) => chip.id));
    const what = [lines && t("lines", { n: lines }), names && t("people", { n: names })].filter(Boolean).join(", ");
    if (what && !isFirst) sayMore(t("asks.new", { what }));
  }

  // --- drawing ------------------------------------------------------------------------------------------------

  draw() {
    this.drawBar();
    this.drawParts();
  }

  drawParts() {
    for (const part of Object.values(this.parts)) part.draw();
    this.drawTabs();
    this.drawFoot();
  }

  drawBar() {
    const { number, total } = this.neighbours;
    const view = this.view || {};
    const place = number ? t("number", { n: number, m: total }) : "";
    const state = view.state ? t(`state.${view.state}`) : "";
    const isDraft = view.state !== "published" && view.state !== "scheduled";
    const shown = view.title || t("untitled");
    swap(shell.header,
      h("a", { class: "u", href: this.queueAddress(), "data-k": "queue", onclick: (event) => { event.preventDefault(); shell.go(this.queueAddress()); } }, t("queue"), kbd(shownKey("u"))),
      view.kind === "text" ? h("span", { class: "grow" }) : h("h1", { class: "grow" }, `${place}${place ? " " : ""}`, h("span", { class: "name" }, "· ", h("bdi", {}, shown))),
      button(h("span", { "aria-hidden": "true" }, "‹"), () => this.toNeighbour("previous"), { key: shownKey("K"), quiet: true, k: "previous", "aria-label": t("previous"), "aria-disabled": this.neighbours.previous ? null : "true" }),
      button(h("span", { "aria-hidden": "true" }, "›"), () => this.toNeighbour("next"), { key: shownKey("J"), quiet: true, k: "next", "aria-label": t("next"), "aria-disabled": this.neighbours.next ? null : "true" }),
      state && h("span", { class: "st no-phone" }, state), undoPlace("no-phone"),
      button(t("do.trash"), once(() => this.whole("trash")), { key: shownKey("#"), quiet: true, k: "trash", class: "btn quiet no-phone" }),
      view.kind === "form" && button(t(isDraft ? "do.publish" : "do.draft"), once(() => (isDraft ? this.publish() : this.whole("unpublish"))), { key: shownKey(isDraft ? "P" : "D"), k: "publish", class: "btn no-phone" }));
  }

  drawTabs() {
    const counts = { raw: this.parts.raw.open, text: 0, fields: this.view.missing.length + this.parts.fields.wrong, names: this.parts.names.open };
    swap(shell.tools, h("nav", { class: "tabs only-phone", "aria-label": t("panes") }, PANES.map((name) =>
      h("button", { type: "button", "data-k": `tab:${name}`, "aria-current": this.panes.dataset.pane === name ? "true" : null, onclick: () => { this.showPane(name); this.drawTabs(); } }, t(name), counts[name] ? [" ", h("span", { class: "st look" }, counts[name])] : ""))));
    const isDraft = this.view.state !== "published" && this.view.state !== "scheduled";
    shell.bulk.hidden = false;
    shell.bulk.classList.add("only-phone");
    swap(shell.bulk, undoPlace(), button(t(isDraft ? "do.publish" : "do.draft"), once(() => (isDraft ? this.publish() : this.whole("unpublish"))), { k: "publish-phone" }));
  }

  drawFoot() {
    // Without some nothing goes out; the others readers merely miss.
    const [must, open] = [true, false].map((needed) => this.view.missing.filter((what) => NEEDED.has(what) === needed).map((what) => t(`missing.${what}`)).join(", "));
    const who = this.view.chips.people.filter((chip) => chip.state === "in" && chip.which.length).map((chip) => t("which.legend", { name: chip.label }));
    shell.missing.textContent = [...who, must && t("missing.must", { what: must }), open && t("missing.open", { what: open }), this.parts.raw.open && t("lines", { n: this.parts.raw.open }), ...((this.evidence && this.evidence.losses) || []).map((one) => told(one))].filter(Boolean).join(" · ") || t("missing.none");
    swap(shell.hints, [kbd(shownKey("U")), ` ${t("keys.open")} · `], button(t("keys"), () => this.showKeys(), { key: shownKey("?"), quiet: true, class: "u", k: "keys" }));
  }

  showPane(name) {
    this.panes.dataset.pane = name;
  }

  focusPane(name) {
    this.showPane(name === "people" || name === "countries" ? "names" : name);
    this.drawTabs();
    const part = this.parts[name] || this.parts.names;
    return name === "people" || name === "countries" ? this.parts.names.focusFirst(name) : part.focusFirst();
  }

  // --- acts ---------------------------------------------------------------------------------------------------

  /** Writes acts and shows what came of them; what went wrong is said, and thrown on for whoever asked. */
  async act(ops, words, { reload = false, quiet = false, joins = 0, since = "", done = () => undefined } = {}) {
    let answer;
    try {
      answer = await change(() => (typeof ops === "function" ? ops() : ops).map((op) => ({ hash: op.file === this.file && this.view ? this.view.hash : undefined, ...op })), { view: this.file, joins, since }, (told) => this.takeAnswer(told));
    } catch (error) {
      if (!quiet) sayError(error);
      throw error;
    }
    done();
    saved();
    if (words) say(answer.rebased ? `${words} ${t("said.rebased")}` : words);
    committed();
    if (reload) {
      this.hints = {};
      await this.show();
    } else if (shell.view === this) this.draw();
    return answer;
  }

  /** Takes up the article as an answer has it; evidence for another text is asked for anew. */
  takeAnswer(answer) {
    take(answer);
    const to = answer.moved && answer.moved[this.file];
    if (to) this.rename(to);
    const before = this.view;
    if (!answer.view || answer.view.kind !== "form" || !before || before.kind !== "form") {
      if (answer.view) this.view = answer.view;
      return;
    }
    this.view = answer.view;
    if (this.view.hash === before.hash) Object.assign(this.view, { chips: before.chips, blocks: before.blocks });
    else {
      this.keepOffers(before);
      if (shell.view === this && this.parts) this.loadEvidence();
    }
  }

  /** Until the cleaner has answered anew, what it offered before stays in sight, less what is decided. */
  keepOffers(before) {
    for (const kind of KINDS) {
      const there = new Set(this.view.chips[kind].map((chip) => chip.id));
      const offered = before.chips[kind].filter((chip) => chip.state === "offered" && !there.has(chip.id));
      const merged = new Map(before.chips[kind].map((chip) => [chip.id, chip]));
      for (const chip of this.view.chips[kind]) {
        const old = merged.get(chip.id);
        if (old && !chip.evidence.length) Object.assign(chip, { evidence: old.evidence, score: old.score, rule: old.rule });
      }
      // Chips stay where they were seen: what moves is taken in by the key that was meant for its neighbour.
      const seen = new Map(before.chips[kind].map((chip, at) => [chip.id, at]));
      const place = (chip) => seen.get(chip.id) ?? seen.size;
      const now = this.view.chips[kind];
      const still = [...now.filter((chip) => chip.state === "offered"), ...offered].sort((one, other) => place(one) - place(other));
      this.view.chips[kind] = [...now.filter((chip) => chip.state === "in"), ...still, ...now.filter((chip) => chip.state === "rejected")];
    }
  }

  rename(to) {
    unsaved.move(this.file, to);
    this.file = to;
    if (shell.view === this) history.replaceState(history.state, "", this.addressOf(to));
  }

  async saveTyped() {
    await this.parts.fields.saveFocused();
    try {
      await this.parts.text.save();
    } catch (error) {
      error.field = "body";
      throw error;
    }
  }

  /** Waits until the cleaner has answered, but not for ever: whether it has. */
  async hasEvidence() {
    for (const until = Date.now() + PATIENCE; !this.evidence && shell.view === this && Date.now() < until;) {
      await Promise.race([this.reading, pause(until - Date.now())]);
      if (!this.evidence) await pause(50);
    }
    return Boolean(this.evidence);
  }

  /** What is open and would go out so: names of two people, what readers miss, lines that nobody has decided on. */
  async openThings() {
    const { view } = this;
    const isRead = await this.hasEvidence();
    const raw = this.evidence || { raw: { state: "none" }, lines: [] };
    const lines = raw.lines.filter((line) => line.open);
    const which = view.chips.people.filter((chip) => chip.state === "offered" && chip.about !== false && chip.which.length);
    const fields = { source: "source.name", address: "source.url", alt: "image_alt" };
    const toField = (name) => () => { this.showPane("fields"); this.drawTabs(); return this.parts.fields.focusLabel(name); };
    const toRaw = () => this.focusPane("raw");
    return [
      ...this.parts.fields.keptRows().map((row) => ({ ids: [`kept:${row.field.name}`], words: `${t(`field.${row.field.name}`)}: ${row.note.textContent.replace("▲ ", "")}`, isField: true, go: toField(row.field.name) })),
      ...(this.parts.text.kept ? [{ ids: ["kept:body"], words: `${t("text")}: ${t("kept.typed", { time: new Date(this.parts.text.kept.time).toLocaleTimeString(language()) })}`, go: () => { this.showPane("text"); this.drawTabs(); this.parts.text.takeKept({ body: this.parts.text.kept }); return focusOn(this.parts.text.problem); } }] : []),
      ...which.map((chip) => ({ ids: [`which:${chip.id}`], words: t("which.legend", { name: chip.label }), go: () => { this.focusPane("people"); this.parts.names.focus(chip); } })),
      ...view.missing.filter((what) => fields[what]).map((what) => ({ ids: [what], words: t("missing.open", { what: t(`missing.${what}`) }), isField: true, go: toField(fields[what]) })),
      ...(lines.length ? [{ ids: lines.map((line) => `line:${line.n}`), words: t("lines", { n: lines.length }), go: toRaw }] : []),
      ...(raw.whole === "data" ? [{ ids: ["data"], words: t("raw.data"), go: () => this.focusPane("text") }] : []),
      ...((raw.losses || []).length ? [{ ids: raw.losses.map((one) => `loss:${one}`), words: raw.losses.map((one) => told(one)).join(" · "), go: () => this.parts.raw.goToNotes() }] : []),
      ...(view.words || view.fields.some((field) => field.name === "summary" && field.value) ? [] : [{ ids: ["text"], words: t("missing.open", { what: t("missing.text") }), go: () => this.focusPane("text") }]),
      ...(isRead && raw.raw.state !== "failed" ? [] : [{ ids: ["raw"], words: isRead ? t("raw.failed", { why: raw.raw.why }) : t("raw.reading"), go: toRaw }]),
    ];
  }

  /** Publishes. What is open is named first, once, and the focus goes there; asked again, it goes out as it is. */
  async publish() {
    if (!this.parts) return;
    const title = this.view.title || t("untitled");
    const next = this.neighbours.next;
    const isFree = holdFocus();
    try {
      await this.saveTyped();
      const isRefused = this.view.missing.some((what) => NEEDED.has(what)) || this.view.chips.people.some((chip) => chip.state === "in" && chip.which.length);
      const open = isRefused ? [] : await this.openThings();
      if (shell.view !== this) return undefined;
      const fresh = open.filter((one) => one.ids.some((id) => !this.toldOpen.has(id)));
      if (fresh.length) {
        for (const one of open) for (const id of one.ids) this.toldOpen.add(id);
        dropAhead();
        const words = open.map((one) => one.words).join(" · ");
        say(`${words}${/[.?!]$/.test(words) ? "" : "."} ${t(fresh[0].isField ? "publish.field" : "publish.again", { key: shownKey("P") })}`);
        return isFree() ? fresh[0].go() : undefined;
      }
      const answer = await change(() => [{ op: "publish", file: this.file, hash: this.view.hash }]);
      take(answer);
      saved();
    } catch (error) {
      sayError(error);
      return isFree() ? this.focusMissing(error) : undefined;
    }
    const words = t("said.publish", { title });
    if (next) await shell.go(this.addressOf(next), { said: words, replace: false });
    else {
      await shell.go(this.queueAddress());
      say(words);
    }
    return committed();
  }

  focusMissing(error) {
    const wrong = error.told.problems || [];
    const first = wrong.find((one) => /headline/.test(one.message)) || wrong.find((one) => /date/.test(one.message)) || error;
    if (error.code === "who") {
      const chip = this.view.chips.people.find((one) => one.which.length);
      this.focusPane("people");
      return this.parts.names.focusWhich(chip);
    }
    if (error.field === "body") return this.focusPane("text");
    this.showPane("fields");
    this.drawTabs();
    if (error.field) return this.parts.fields.focusField(error.field);
    return this.parts.fields.focusField(/date/.test(first.message) ? "date" : "title", told(first.message));
  }

  async whole(op) {
    if (!this.parts && op !== "trash") return;
    const title = this.view.title || t("untitled");
    const next = this.neighbours.next || this.neighbours.previous;
    const kind = op === "unpublish" ? "draft" : op;
    try {
      if (this.parts) await this.saveTyped();
      if (op === "trash") {
        take(await change(() => [{ op, file: this.file, hash: this.view.hash }]));
        saved();
        await shell.go(next ? this.addressOf(next) : this.queueAddress());
        say(t("said.trash", { title }));
        committed();
      } else await this.act([{ op, file: this.file }], t(`said.${kind}`, { title }));
    } catch (error) {
      if (op === "trash") sayError(error);
    }
  }

  async toNeighbour(which) {
    const file = this.neighbours[which];
    if (!file) return say(t("said.none"));
    if (this.parts) await this.saveTyped().catch(() => undefined);
    return shell.go(this.addressOf(file), { ahead: this.ahead, from: { file: this.file, which } });
  }

  async takePicture(file) {
    if (!file) return;
    const isFree = holdFocus();
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      await this.act([{ op: "picture", file: this.file, name: file.name, data: btoa(text) }], t("said.picture"));
      if (!isFree()) return;
      this.showPane("fields");
      this.parts.fields.focusField("image_alt");
    } catch {
      // said already
    }
  }

  async showDiff() {
    try {
      const found = await get("diff", { f: this.file });
      const lines = found.text.split("\n").map((line) => h("span", { class: line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : null }, `${line}\n`));
      dialog(t("diff"), found.text ? h("pre", { class: "diff scroll", tabindex: "0" }, lines) : h("p", {}, t(found.available ? "no.diff" : "no.git")));
    } catch (error) {
      sayError(error);
    }
  }

  /** The next thing that waits for the editor: a line, a field, a name. */
  nextOpen() {
    const label = document.activeElement && document.activeElement.closest("[data-k^='label:']");
    const active = label ? this.parts.fields.rows.get(label.dataset.k.slice(6)).input : document.activeElement;
    if (this.arrived && active && active.dataset.k === this.arrived && active.hasAttribute("data-open")) {
      this.arrived = "";
      return focusOn(active);
    }
    const all = [...this.panes.querySelectorAll("[data-open]")].filter((node) => node.getClientRects().length || this.onPhone());
    const from = all.findIndex((node) => node === active || node.contains(active) || (active && active.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING && !active.contains(node)));
    const at = from >= 0 && (all[from] === active || all[from].contains(active)) ? from + 1 : from;
    const found = at >= 0 && at < all.length ? all[at] : all[0];
    if (!found) return say(t("missing.none"));
    const pane = found.closest(".pane").id;
    this.showPane(pane);
    this.drawTabs();
    // At a field's label keys are keys: in its box the next one would be text.
    return found.dataset.field ? this.parts.fields.focusLabel(found.dataset.field) : focusOn(found);
  }

  onPhone() {
    return matchMedia("(max-width: 49.99rem)").matches;
  }

  // --- what others do -----------------------------------------------------------------------------------------

  async onHistory(answer) {
    // A step on a whole article leads back to it: who takes back a publish wants to see that one.
    if (this.parts) this.parts.raw.others.replaceChildren();
    if (answer.article && answer.article !== this.file && /^(?:publish|schedule|draft|trash|restore)$/.test(answer.label)) await shell.go(this.addressOf(answer.article));
    else if (answer.view && answer.view.kind === "form" && this.parts) {
      this.takeAnswer(answer);
      this.parts.text.takeOutside();
      this.draw();
      const line = /^line (\d+)/.exec(answer.label); // who takes back a line wants to see that one
      if (line) this.parts.raw.goTo(line[1]);
      this.loadEvidence(); // the next key does not wait for it
    } else if (answer.view) await this.show();
    else await shell.go(this.queueAddress());
  }

  async beforeHistory() {
    // What cannot be saved stays typed in its place, and holds no other step back.
    if (this.parts) await this.saveTyped().catch(() => undefined);
  }

  async onEvent(event) {
    if (event.changed) this.lookAround();
    if (this.unread && (event.changed || event.queue || event.warm)) return this.show();
    if (!event.changed || !event.changed.some((one) => one.file === this.file && (!this.view || one.hash !== this.view.hash))) return undefined;
    // Whose change it was: another tab's only if no other program had a hand in what is shown anew.
    this.others ||= !event.here;
    for (const one of event.changed) if (event.here && one.file === this.file) this.here.add(one.hash);
    clearTimeout(this.soon);
    this.soon = setTimeout(() => shell.view === this && this.refresh(true), 60);
    return undefined;
  }

  onBack() {
    if (!this.parts) return this.show();
    this.saveTyped().catch(() => undefined);
    return this.refresh();
  }

  /** The article as it stands on disk now; what is being typed stays as it is. */
  async refresh(tell = false) {
    const hash = this.view && this.view.hash;
    await inTurn(() => undefined);
    const begun = changesBegun();
    if (shell.view !== this || (tell && this.view && this.view.hash !== hash)) return;
    try {
      const answer = await get("review", { f: this.file, ...this.context });
      if (changesBegun() !== begun) return await this.refresh(tell); // it may be our own change that it shows
      if (shell.view !== this || (this.view && answer.hash === this.view.hash)) return;
      if (answer.kind !== "form" || !this.parts) {
        this.hints = {};
        await this.show();
        return;
      }
      this.takeNeighbours(answer.neighbours);
      this.takeAnswer({ ...answer, view: answer });
      this.parts.text.takeOutside();
      this.draw();
      if (tell) sayBeside(t(!this.others && this.here.has(answer.hash) ? "said.outside.tab" : "said.outside"));
      this.others = false;
    } catch (error) {
      if (error.code === "gone") say(t("said.gone"));
      else sayError(error);
    }
  }

  async leave() {
    if (this.parts) await this.saveTyped().catch(() => undefined);
    return {};
  }

  // --- keys ---------------------------------------------------------------------------------------------------

  keyRows() {
    return [["", t("keys.whole")], ["P", t("do.publish")], ["D", t("do.draft")], ["#", t("do.trash")], ["J", t("next")], ["K", t("previous")], ["u", t("queue")], ["z", t("keys.undo")], ["Z", t("keys.redo")], ["d", t("diff")], ["?", t("keys")],
      ["", t("keys.moving")], ["R", t("raw")], ["T", t("text")], ["F", t("fields")], ["W", t("group.people")], ["C", t("group.countries")], ["j", t("keys.down")], ["k", t("keys.up")], ["U", t("keys.open")],
      ["", t("raw")], ["Space", `${t("ask.back")} / ${t("ask.out")}`], ["B", t("keys.back.all")], ["x", t("ask.out")], ["o", t("keys.fold")],
      ["", `${t("text")}, ${t("fields")}`], ["e", t("edit")], ["v", t("preview")], ["Ctrl+S", t("save")], ["Enter", t("keys.save")], ["Esc", t("keys.leave")],
      ["", t("names")], ["a", t("act.in")], ["r", t("act.out")], ["X", t("act.out.all")], ["=", t("keys.is")], ["+", t("keys.new")], ["A", t("keys.all")], ["n", t("keys.places")]];
  }

  showKeys() {
    showKeys(this.keyRows());
  }

  find(key) {
    if (!this.parts) {
      const some = { u: () => shell.go(this.queueAddress()), J: () => this.toNeighbour("next"), K: () => this.toNeighbour("previous"), "Ctrl+S": this.saveNow, Escape: () => document.activeElement.blur() };
      return some[key];
    }
    const { raw, text, fields, names } = this.parts;
    const active = document.activeElement;
    if (key === "Ctrl+S") return () => this.saveTyped().catch(() => undefined);
    if (key === "Escape") return () => (names.node.contains(active) && names.close()) || fields.restore() || (text.isBusy() ? text.close() : names.close());
    const own = names.find(key);
    if (own) return own;
    const pane = active && active.closest(".pane");
    const part = pane && this.parts[pane.id];
    if (key === "j" || key === "k") return () => (part || raw).step(key === "j" ? 1 : -1);
    if (key === " ") return undefined;
    if (key === "x" && raw.node.contains(active)) return () => raw.leaveOut();
    if (key === "B") return () => raw.putAllBack();
    const noChip = () => say(t("key.names"));
    return {
      "+": () => names.addSelected(true), "=": () => names.addSelected(false), a: noChip, r: noChip, X: noChip, n: noChip, x: () => say(t("key.lines")),
      P: () => this.publish(), D: () => this.whole("unpublish"), "#": () => this.whole("trash"), J: () => this.toNeighbour("next"), K: () => this.toNeighbour("previous"),
      u: () => shell.go(this.queueAddress()), R: () => this.focusPane("raw"), T: () => this.focusPane("text"), F: () => this.focusPane("fields"), W: () => this.focusPane("people"), C: () => this.focusPane("countries"),
      U: () => this.nextOpen(), o: () => raw.fold(), A: () => names.takeAll(), e: () => { this.showPane("text"); this.drawTabs(); text.edit(); }, v: () => { this.showPane("text"); this.drawTabs(); text.preview(); }, d: () => this.showDiff(), "?": () => this.showKeys(),
    }[key];
  }
}
