// The text of an article: read in blocks with its names marked, edited as Markdown, shown as the build renders it.

import { post, unsaved } from "./api.js";
import { button, focusOn, h, holdFocus, kbd, showRendered, swap } from "./dom.js";
import { shownKey } from "./keys.js";
import { KINDS } from "./names.js";
import { say, sayError, shell, unsavedNow } from "./shell.js";
import { language, t, told } from "./strings.js";

const PAUSE = 2000;
// A preview is asked for so long after the last key (milliseconds): less than lies between two keys of who types fast.
const RENDER_PAUSE = 60;

export class Text {
  constructor(review) {
    this.review = review;
    this.area = null;
    this.frame = null;
    this.base = "";
    this.since = ""; // the file's hash when that stood there
    this.session = 0;
    this.kept = null; // typed text from before a crash that nobody has saved, typed in or discarded yet
    this.placing = null;
    this.last = -1; // the paragraph that was read last, to be edited
    this.count = h("small", {});
    this.body = h("div", { class: "text-body" });
    this.note = h("div", { class: "note band" });
    this.node = h("section", { class: "pane", id: "text", tabindex: "0", "aria-labelledby": "h-text" }, h("h2", { id: "h-text" }, t("text"), " ", this.count, kbd(shownKey("T"))), this.body, this.note);
  }

  draw() {
    const { view } = this.review;
    this.count.textContent = `${t("paragraphs", { n: view.blocks.length })}, ${t("words", { n: view.words })}`;
    if (this.area || this.frame) return;
    swap(this.body, this.prose());
    const lines = this.review.evidence ? this.review.evidence.lines : [];
    swap(this.note, lines.some((line) => line.open) ? h("span", {}, `${t("text.note")} `) : "", this.buttons());
  }

  buttons() {
    return h("span", { class: "row" }, button(t("edit"), () => this.edit(), { key: shownKey("e"), quiet: true, k: "edit", class: "btn quiet small" }), button(t("preview"), () => this.preview(), { key: shownKey("v"), quiet: true, k: "view", class: "btn quiet small" }),
      button(t("diff"), () => this.review.showDiff(), { key: shownKey("d"), quiet: true, k: "diff", class: "btn quiet small" }));
  }

  prose() {
    const { view, evidence } = this.review;
    const states = new Map(KINDS.flatMap((kind) => view.chips[kind]).map((chip) => [chip.id, chip]));
    const out = [];
    const pale = new Map();
    let last = "-1:-1";
    const waits = new Set((evidence ? evidence.lines : []).filter((line) => line.open).flatMap((line) => line.run));
    for (const line of evidence ? evidence.lines : []) {
      if (line.fate === "body" && line.block >= 0) last = `${line.block}:${line.item}`;
      if (waits.has(line.n) && line.fate === "dropped") pale.set(last, [...(pale.get(last) || []), line]);
    }
    const waiting = (tag, at, item) => (pale.get(`${at}:${item}`) || []).map((line) => h(tag, { class: "pale", dir: "auto", "data-pale": line.n, title: t("ask.look", { n: line.n }) }, h("span", { class: "vh", dir: "auto" }, t("text.pale", { text: "" })), line.text)); // whose own direction asks nothing of the line's
    for (let at = -1; at < view.blocks.length; at += 1) {
      const inList = (item) => waiting("li", at, item);
      if (at >= 0) out.push(this.block(view.blocks[at], at, states, inList));
      if (this.placing) out.push(h("p", { class: "place" }, button(t(at < 0 ? "place.first" : "place.here"), () => this.chosen(at + 1), { quiet: true, k: `place:${at + 1}`, class: "btn quiet small" })));
      out.push(...waiting("p", at, -1));
    }
    return h("div", { class: "prose", lang: view.lang || null }, out);
  }

  block(block, number, states, inList) {
    const shown = (parts) => parts.map((part) => {
      const chip = part.who && states.get(part.who);
      let made = chip && (chip.state === "in" || chip.state === "offered") ? h("span", { class: `nm ${chip.state === "in" ? "" : "of"} ${chip.kind}`, "data-who": part.who }, part.t) : part.t;
      if (part.i) made = h("em", {}, made);
      if (part.b) made = h("strong", {}, made);
      return part.to ? h("span", { class: "u", title: part.to }, made) : made; // where it leads is told; nothing leads there from here
    });
    const tag = { h: "h3", quote: "blockquote", item: "ul", table: "table", code: "pre", p: "p" }[block.kind];
    let inside;
    if (block.items) inside = block.items.map((item, nth) => [h("li", { dir: "auto", class: item.depth ? `deep-${Math.min(item.depth, 4)}` : null }, h("span", { class: "mark" }, `${item.mark} `), h("span", {}, shown(item.parts))), inList(nth)]);
    else if (block.rows) inside = block.rows.map((row, nth) => h("tr", {}, row.map((cell) => h(nth ? "td" : "th", { scope: nth ? null : "col", dir: "auto" }, shown(cell)))));
    else inside = shown(block.parts);
    return h(tag, { "data-block": number, "data-k": `block:${number}`, tabindex: "-1", dir: "auto", class: block.kind === "item" ? "item" : null, onfocus: () => { this.last = number; this.review.parts.raw.markBlock(number); }, onmouseenter: () => this.review.parts.raw.markBlock(number, true),
      onmouseleave: () => this.node.contains(document.activeElement) || this.review.parts.raw.markBlock(-1, true), ondblclick: () => this.edit() }, inside);
  }

  // --- marking ------------------------------------------------------------------------------------------------

  /** Marks a paragraph; in passing, where the pointer merely rests, nothing is scrolled under anybody's eyes. */
  markBlock(block, pale = 0, passing = false) {
    for (const node of this.body.querySelectorAll("[data-block], [data-pale]")) node.classList.toggle("mate", node.dataset.block === String(block) || (pale > 0 && node.dataset.pale === String(pale)));
    const found = this.body.querySelector(".mate");
    if (found && !passing) found.scrollIntoView({ block: "nearest" });
  }

  /** The places of a name, the one in turn marked and in sight; returns how many there are. */
  markName(id, turn = -1) {
    const places = [...this.body.querySelectorAll("[data-who]")].filter((node) => node.dataset.who === id);
    for (const node of this.body.querySelectorAll("[data-who]")) node.classList.toggle("here", node.dataset.who === id);
    for (const node of this.body.querySelectorAll(".turn")) node.classList.remove("turn");
    if (places.length && turn >= 0) {
      const node = places[turn % places.length];
      node.classList.add("turn");
      node.scrollIntoView({ block: "nearest" });
    }
    return places.length;
  }

  focusFirst() {
    return this.area ? focusOn(this.area) : focusOn(this.body.querySelector("[data-block]") || this.node);
  }

  step(by) {
    const blocks = [...this.body.querySelectorAll("[data-block]")];
    const at = blocks.indexOf(document.activeElement);
    return focusOn(blocks[at < 0 ? 0 : Math.max(0, Math.min(blocks.length - 1, at + by))]);
  }

  // --- a place that could not be found ------------------------------------------------------------------------

  askPlace(line, isFree, answer) {
    this.placing = { line, answer };
    this.draw();
    if (isFree()) focusOn(this.body.querySelector(".place button"));
  }

  chosen(at) {
    const { answer } = this.placing;
    this.placing = null;
    this.draw();
    return answer(at);
  }

  isBusy() {
    return Boolean(this.area || this.frame || this.placing);
  }

  // --- editing ------------------------------------------------------------------------------------------------

  /** Where a block begins in the Markdown; 0 where its blocks are not parted by blank lines alone. */
  startOf(block) {
    const starts = [...this.review.view.body.matchAll(/(?:^|\n[ \t]*\n+)(?=\S)/g)].map((gap) => gap.index + gap[0].length);
    return starts.length === this.review.view.blocks.length && block >= 0 ? starts[block] || 0 : 0;
  }

  /** The block that a place in the Markdown lies in. */
  blockAt(place) {
    let block = 0;
    while (block + 1 < this.review.view.blocks.length && this.startOf(block + 1) && this.startOf(block + 1) <= place) block += 1;
    return block;
  }

  /** Opens the Markdown, the caret at the paragraph that has the focus. */
  edit(text = this.review.view.body) {
    if (this.area) return focusOn(this.area);
    if (this.kept && text !== this.kept.value) {
      this.takeKept({ body: this.kept });
      if (this.area) return focusOn(this.area);
    }
    const at = this.last;
    this.endPreview();
    this.base = this.review.view.body;
    this.since = this.review.view.hash;
    this.session = 0;
    this.area = h("textarea", { class: "markdown", "data-k": "body", "aria-label": t("edit.label"), "aria-describedby": "text-problem", lang: this.review.view.lang || null, dir: "auto", spellcheck: "true", value: text,
      oninput: () => this.typed(), onblur: () => this.save().catch(() => undefined) });
    this.problem = h("p", { class: "err", id: "text-problem", tabindex: "-1", "data-k": "text-problem", hidden: true });
    swap(this.body, this.area, this.problem);
    swap(this.note, h("span", { class: "row" }, button(t("done"), () => this.close(), { key: "Esc", k: "done", class: "btn small" }), button(t("preview"), () => this.preview(), { quiet: true, k: "view", class: "btn quiet small" })));
    const start = this.startOf(at);
    this.area.setSelectionRange(start, start);
    this.area.focus();
    // A field scrolls to its end when it is filled; what is to be edited stands at its top.
    this.area.scrollTop = at > 0 ? (this.area.scrollHeight * start) / Math.max(1, text.length) - 24 : 0;
    return true;
  }

  typed() {
    this.held = false;
    this.kept = null;
    unsaved.keep(this.review.file, "body", this.area.value, this.base);
    unsavedNow();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save().catch(() => undefined), PAUSE);
    if (this.frame) this.renderSoon();
  }

  /** Saves what is typed; all of one session is one step. What is typed while it is on its way is saved next. */
  async save(asked = false) {
    clearTimeout(this.timer);
    if (this.held && !asked) return; // text from before a crash: the editor says whether it is saved
    this.held = false;
    this.kept = null;
    const { review } = this;
    if (!this.area || this.area.value.trim() === this.base.trim()) {
      if (this.area && !this.saving) unsaved.drop(review.file, "body");
      return;
    }
    if (this.saving) {
      await this.saving.catch(() => undefined); // what has failed is said there; what is typed or chosen since is saved all the same
      if (this.area && this.area.value.trim() !== this.base.trim()) await this.save();
      return;
    }
    const value = this.area.value;
    const was = this.base;
    this.saving = review.act([{ op: "body", file: review.file, value, was }], "", { quiet: true, joins: this.session, since: this.since });
    try {
      const answer = await this.saving;
      this.session = answer.number || this.session;
      this.base = answer.view ? answer.view.body : value;
      this.since = review.view.hash;
      if (this.base.trim() !== value.trim() && this.area && this.area.value === value && document.activeElement !== this.area) this.area.value = this.base;
      else if (this.base.trim() !== value.trim()) this.base = value; // somebody else's blocks came in: the next save merges them again
      if (this.area && this.area.value === value) unsaved.drop(review.file, "body");
      this.tell("");
      say(answer.rebased ? `${t("said.body")} ${t("said.rebased")}` : t("said.body"));
    } catch (error) {
      sayError(error);
      unsavedNow();
      this.conflict(error, value);
      throw error;
    } finally {
      this.saving = null;
    }
  }

  conflict(error, value) {
    const found = (error.told && error.told.conflicts) || [];
    if (error.code !== "changed" || !found.length || !this.area) return this.tell([told(error.message), told(error.advice)].filter(Boolean).join(": "));
    const theirs = String(found[0].theirs ?? "");
    const shown = found[0].shown || theirs;
    // Whose way it is to be is asked of the paragraphs that both changed; what only one changed stands either way.
    const settle = (text) => { this.area.value = text; this.base = theirs; this.since = this.review.view.hash; this.tell(""); focusOn(this.area); this.typed(); return this.save().catch(() => undefined); };
    swap(this.problem, h("span", {}, t(error.told.here ? "both.tab" : "both", { theirs: shown.length > 600 ? `${shown.slice(0, 599)}…` : shown })), " ",
      button(t("mine"), () => settle(found[0].mine ?? value), { class: "btn small", k: "body-mine" }),
      button(t("theirs"), () => settle(found[0].their ?? theirs), { class: "btn quiet small", k: "body-theirs" }));
    this.problem.hidden = false;
    return value;
  }

  tell(text) {
    if (!this.problem) return;
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  /** Ends editing or preview; the text is saved first, and stays in its field if it cannot be. */
  async close() {
    if (this.placing) return this.chosenNone();
    if (!this.area && !this.frame) return false;
    const isFree = holdFocus();
    const at = this.area ? this.area.selectionStart : -1;
    try {
      await this.save();
    } catch {
      return true;
    }
    if (at >= 0) this.last = this.blockAt(at);
    this.endPreview();
    this.area = null;
    this.draw();
    if (isFree()) focusOn(this.body.querySelector(`[data-block="${this.last}"]`)) || this.focusFirst();
    return true;
  }

  chosenNone() {
    const { answer } = this.placing;
    this.placing = null;
    this.draw();
    return answer(null);
  }

  takeKept(kept) {
    const held = kept.body;
    if (!held) return undefined;
    if (held.value.trim() === this.review.view.body.trim()) {
      this.kept = null;
      return unsaved.drop(this.review.file, "body");
    }
    this.kept = held;
    this.edit(held.value);
    if (this.base.trim() !== held.was.trim()) this.since = ""; // of which nobody knows who changed it
    this.base = held.was;
    this.held = true;
    const time = new Date(held.time).toLocaleTimeString(language());
    swap(this.problem, `${t("kept.typed", { time })} `, button(t("save"), () => this.save(true).catch(() => undefined), { class: "btn small" }),
      button(t("discard"), () => { this.held = false; this.kept = null; unsaved.drop(this.review.file, "body"); this.area = null; this.draw(); this.focusFirst(); }, { class: "btn quiet small" }));
    this.problem.hidden = false;
    unsavedNow();
    return undefined;
  }

  /** The file was changed elsewhere: an editor that nobody types in shows it, one that has typed text keeps it. */
  takeOutside() {
    if (!this.area || this.area.value.trim() !== this.base.trim()) return;
    const { body } = this.review.view;
    if (this.area.value.trim() === body.trim()) return;
    if (document.activeElement === this.area) {
      const [start, end, top] = [this.area.selectionStart, this.area.selectionEnd, this.area.scrollTop];
      const head = common(this.area.value, body);
      const shift = body.length - this.area.value.length;
      this.area.value = body;
      this.area.setSelectionRange(start <= head ? start : start + shift, end <= head ? end : end + shift);
      this.area.scrollTop = top;
    } else this.area.value = body;
    this.base = body;
    this.since = this.review.view.hash;
    this.session = 0;
  }

  // --- preview ------------------------------------------------------------------------------------------------

  async preview() {
    if (this.frame) {
      this.endPreview();
      return this.area ? focusOn(this.area) : this.draw() || focusOn(this.node);
    }
    this.frame = h("iframe", { class: "preview", sandbox: "", title: t("preview"), "data-k": "frame" });
    if (this.area) this.body.append(this.frame);
    else swap(this.body, this.frame);
    if (!this.area) swap(this.note, h("span", { class: "row" }, button(t("done"), () => this.close(), { key: "Esc", k: "done", class: "btn small" })));
    await this.render();
    return this.area ? undefined : focusOn(this.note.querySelector("button"));
  }

  endPreview() {
    if (this.frame) this.frame.remove();
    this.frame = null;
  }

  renderSoon() {
    clearTimeout(this.rendering);
    this.rendering = setTimeout(() => this.render(), RENDER_PAUSE);
  }

  async render() {
    try {
      const text = this.area ? this.area.value : this.review.view.body;
      const told = await post("render", { f: this.review.file, text });
      if (!this.frame) return;
      const site = shell.site ? `http://${location.hostname}:${shell.site.port}${shell.site.base}` : "";
      const body = told.html.replaceAll(/ (src|href)="\//g, ` $1="${site}`);
      const sheet = site ? `<link rel="stylesheet" href="${site}assets/style.css">` : "";
      showRendered(this.frame, `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">${sheet}<body class="article"><main><article class="story"><div class="prose whole">${body}</div></article></main>`);
    } catch (error) {
      sayError(error);
    }
  }
}
function common(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
