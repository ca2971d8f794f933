// The raw copy, line by line: what was kept, what was left out and why, and what waits for the editor's word.

import { button, focusOn, h, holdFocus, kbd, swap } from "./dom.js";
import { shownKey } from "./keys.js";
import { say, undo } from "./shell.js";
import { ruleWords, t, told } from "./strings.js";

export class Raw {
  constructor(review) {
    this.review = review;
    this.open = 0;
    this.unfolded = new Set();
    this.always = new Set();
    this.asking = null;
    this.count = h("small", {});
    this.list = h("div", { class: "lines", onpointerdown: (event) => { this.pressed = event.target.closest("[data-n]")?.dataset.n; } });
    this.others = h("div", { class: "others" });
    this.notes = h("div", { class: "notes" });
    this.node = h("section", { class: "pane", id: "raw", tabindex: "0", "aria-labelledby": "h-raw" }, h("h2", { id: "h-raw" }, t("raw"), " ", this.count, kbd(shownKey("R"))), this.notes, this.others, this.list);
  }

  /** Which other lines a decision has changed, with a way back: the cleaner weighs each line by those around it. */
  drawOthers(line, others) {
    this.others.replaceChildren();
    if (!others.length) return;
    const short = (text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
    this.others.append(h("div", { class: "ask", role: "note" }, h("p", { class: "hd" }, t("also.lines", { n: line.n })), h("ul", {}, others.map((one) => h("li", { dir: "auto", "data-other": one.n }, t(one.fate === "body" ? "also.in" : "also.out", { n: one.n, text: short(one.text) })))),
      h("p", { class: "act" }, button(t("undo", { what: t("step.line", { rest: line.n }) }), async () => { this.others.replaceChildren(); focusOn(this.node); await undo(); }, { class: "btn small", k: "others-undo" }), button(t("close"), () => { this.others.replaceChildren(); focusOn(this.node); }, { class: "btn quiet small" }))));
  }

  draw() {
    const found = this.review.evidence;
    if (!found) {
      this.count.textContent = "";
      swap(this.list, h("p", { class: "note" }, t("raw.reading")));
      return;
    }
    // Whether the text is whole no line answers: it is a thing to go to as well.
    swap(this.notes, (found.questions || []).map((one) => h("p", { class: "note", dir: "auto", ...((found.losses || []).includes(one) ? { tabindex: "-1", "data-open": "", "data-k": `loss:${one}` } : {}) }, `▲ ${told(one)}`)));
    const lines = found.lines;
    this.open = lines.filter((line) => line.open).length;
    if (found.raw.state !== "kept") {
      this.count.textContent = "";
      swap(this.list, h("p", { class: "note" }, t(found.raw.state === "none" ? "raw.none" : "raw.failed", { why: told(found.raw.why) })));
      return;
    }
    if (!lines.length) { // Markdown, which nobody cleans
      this.count.textContent = "";
      swap(this.list, h("p", { class: "note" }, t(found.whole === "data" ? "raw.data" : "raw.whole")));
      return;
    }
    this.count.textContent = [t("raw.count", { n: lines.length }), this.open ? t("raw.look", { n: this.open }) : ""].filter(Boolean).join(", ");
    const items = [];
    let asked = 0;
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at];
      if (line.folds && !this.unfolded.has(line.n)) {
        const run = [line];
        while (at + 1 < lines.length && lines[at + 1].folds && !this.unfolded.has(lines[at + 1].n)) run.push(lines[(at += 1)]);
        items.push(this.run(run));
      } else if (line.open) items.push(this.ask(line, (asked += 1)));
      else items.push(this.line(line));
      if (this.asking && this.asking.n === line.n) items.push(this.place());
    }
    this.inPlace(() => swap(this.list, h("ol", {}, items)));
  }

  /** Draws with the line that has the focus left where it stands: what comes in above it pushes nothing out of sight. */
  inPlace(draw) {
    const topOf = () => (this.list.contains(document.activeElement) ? document.activeElement.getBoundingClientRect().top : null);
    const before = topOf();
    draw();
    const after = topOf();
    if (before !== null && after !== null) this.node.scrollTop += after - before;
  }

  run(lines) {
    const words = lines.reduce((sum, line) => sum + line.words, 0);
    const rules = [...new Set(lines.map((line) => ruleWords(line.rule)))].join(", ");
    const [first, last] = [lines[0].n, lines.at(-1).n];
    const preview = lines.map((line) => line.text).join(" · ");
    return h("li", {}, h("details", { class: "fold", "data-run": first }, h("summary", { "data-k": `fold:${first}` }, first === last ? String(first) : `${first}–${last}`, ` ${preview.length > 46 ? `${preview.slice(0, 45)}…` : preview} `, h("b", {}, t("certain")), h("br", {}), t("fold.words", { n: words, rules })),
      h("ol", {}, lines.map((line) => this.line(line)))));
  }

  line(line) {
    const role = line.fate !== "body" && line.fate !== "dropped";
    const kept = line.fate === "body";
    // The file says that it was decided, by a decision of the editor's or beside one: not by whom.
    const isOther = kept && line.block < 0; // its paragraph was rewritten or taken out by hand
    const isDecided = line.rule === "--keep" || line.rule === "--drop";
    const by = isDecided ? ` ${t("decided")}` : "";
    const fate = role ? h("span", { class: "to" }, `→ ${t(`fate.${line.fate}`)}`) : kept ? `✓ ${t("fate.kept")}${by}${isOther ? `, ${t("fate.other")}` : ""}` : `✕ ${by || line.sure.toFixed(2).replace(/^0/, "")}`;
    const name = kept ? `${t("line.kept", { n: line.n })}${isOther ? `, ${t("fate.other")}` : ""}` : t("line.out", { n: line.n, rule: ruleWords(line.rule) });
    // A caption may be text, and so may a day: the newest entry of a live blog begins with the hour that the page says it is of.
    const box = (role && line.fate !== "caption" && line.fate !== "date") || line.fixed ? h("span", {}, line.fixed ? h("span", { class: "vh" }, name) : "") : h("input", { type: "checkbox", "data-k": `line:${line.n}`, "data-line": line.n, checked: kept, "aria-label": name, "aria-describedby": `tx${line.n}`,
      onchange: () => this.toggle(line), onfocus: () => this.mark(line) });
    return h("li", { class: `ln ${kept || role ? "" : "out"}`, "data-n": line.n, onmouseenter: () => this.mark(line, true), onmouseleave: () => this.mark(null, true) }, h("span", { class: "no" }, line.n), box,
      h("span", { class: "tx", id: `tx${line.n}`, dir: "auto" }, line.text), h("span", { class: "fate", title: isDecided ? t("decided.how") : line.fixed ? t("fixed") : null }, fate));
  }

  ask(line, number) {
    const outlet = this.review.evidence.outlet;
    const label = `ask${line.n}`;
    const more = line.run.length - 1; // in doubt at the same place
    const first = { "data-line": line.n, "data-open": "", "aria-describedby": `tx${line.n} why${line.n}`, onfocus: () => this.mark(line) }; // what Space presses
    const always = outlet && line.words < 12 && h("label", {}, h("input", { type: "checkbox", checked: this.always.has(line.n), "data-k": `always:${line.n}`, onchange: (event) => (event.target.checked ? this.always.add(line.n) : this.always.delete(line.n)) }), ` ${t("ask.always", { outlet })}`);
    return h("li", { "data-n": line.n }, h("div", { class: "ask", role: "group", "aria-labelledby": label, onmouseenter: () => this.mark(line, true), onmouseleave: () => this.mark(null, true) },
      h("p", { class: "hd", id: label }, h("span", {}, `● ${t("ask.look", { n: line.n })}${more ? ` ${t("ask.more", { n: more, lines: ranges(line.run.filter((n) => n !== line.n)) })}` : ""}`), h("span", {}, t("ask.of", { n: number, m: this.open }))),
      h("p", { class: "tx", id: `tx${line.n}`, dir: "auto" }, line.text),
      h("p", { class: "note", id: `why${line.n}` }, t("ask.why", { rule: ruleWords(line.rule) }), ` ${t(line.sure >= 0.9 ? "ask.hardly" : line.sure >= 0.6 ? "ask.maybe" : "ask.likely", { sure: line.sure.toFixed(2).replace(/^0/, "") })}`, line.words >= 12 ? ` ${t("ask.prose", { n: line.words })}` : ""),
      line.fixed && h("p", { class: "note" }, t("fixed")),
      h("div", { class: "act" }, line.fixed ? "" : button(t("ask.back"), (event) => this.isPressed(line, event) && this.decide(line, "keep"), { key: "␣", k: `line:${line.n}`, ...first }),
        more > 0 && button(t("ask.back.all", { n: more + 1 }), (event) => this.isPressed(line, event) && this.decide(line, "keep", undefined, line.run), { key: shownKey("B"), quiet: true, k: `all:${line.n}` }),
        button(more ? t("ask.out.all", { n: more + 1 }) : t("ask.out"), (event) => this.isPressed(line, event) && this.decide(line, "drop", undefined, line.run), { key: shownKey("x"), quiet: true, "data-out": line.n, k: line.fixed ? `line:${line.n}` : `out:${line.n}`, ...(line.fixed ? first : {}) }), always)));
  }

  place() {
    return h("li", {}, h("div", { class: "ask" }, h("p", { class: "hd" }, t("place", { n: this.asking.n })), h("p", { class: "note" }, this.asking.text)));
  }

  // --- moving -------------------------------------------------------------------------------------------------

  stops() {
    return [...this.list.querySelectorAll("[data-line], summary")].filter((node) => node.getClientRects().length && !node.closest("details:not([open]) > ol"));
  }

  focusFirst() {
    const stops = this.stops();
    const marked = stops.find((node) => node.closest(".mate")); // what belongs to the paragraph one comes from
    const fromText = this.review.parts.text.node.contains(document.activeElement) && marked;
    return focusOn(fromText || stops.find((node) => node.hasAttribute("data-open")) || marked || stops.find((node) => node.dataset.k === this.last) || stops[0] || this.node);
  }

  /** Goes to what is asked of the text as a whole, above the lines. */
  goToNotes() {
    this.review.showPane("raw");
    this.review.drawTabs();
    return focusOn(this.notes.querySelector("[data-open]") || this.node);
  }

  step(by) {
    const stops = this.stops();
    const active = document.activeElement;
    const item = active && active.closest("li");
    let at = stops.indexOf(active);
    if (at < 0 && item) at = stops.findIndex((node) => item.contains(node));
    const to = at < 0 ? 0 : Math.max(0, Math.min(stops.length - 1, at + by));
    return focusOn(stops[to]);
  }

  fold() {
    const active = document.activeElement;
    const run = active && active.closest("details");
    if (run) {
      run.open = !run.open;
      focusOn(run.querySelector("summary"));
    } else for (const one of this.list.querySelectorAll("details")) one.open = !one.open;
  }

  /** Marks the paragraph that a line became. */
  mark(line, passing = false) {
    if (line && !passing) this.last = `line:${line.n}`;
    if (passing && this.node.contains(document.activeElement) && !line) return;
    this.review.parts.text.markBlock(line ? line.block : -1, line && line.open ? line.n : 0, passing);
  }

  /** Marks the lines that a paragraph came from. */
  markBlock(block, passing = false) {
    const lines = this.review.evidence ? this.review.evidence.lines : [];
    const mine = new Set(block < 0 ? [] : lines.filter((line) => line.block === block).map((line) => String(line.n)));
    let first = null;
    for (const item of this.list.querySelectorAll("li[data-n]")) {
      item.classList.toggle("mate", mine.has(item.dataset.n));
      if (mine.has(item.dataset.n) && !first) first = item;
    }
    if (first && !passing) first.scrollIntoView({ block: "nearest" });
  }

  // --- deciding -----------------------------------------------------------------------------------------------

  /** Whether a click was pressed on the line that it is let go over: a card may have moved under the pointer meanwhile. */
  isPressed(line, event) {
    return !(event && event.detail) || this.pressed === undefined || this.pressed === String(line.n);
  }

  toggle(line) {
    return this.decide(line, line.fate === "body" ? "drop" : "keep");
  }

  leaveOut() {
    const active = document.activeElement;
    const item = active && active.closest("li[data-n]");
    const line = item && this.review.evidence.lines.find((one) => String(one.n) === item.dataset.n);
    if (!line) return say(t("key.lines"));
    if (line.fixed && !line.open) return say(t("fixed"));
    if (line.fate === "dropped" && line.decided) return say(t("said.drop", { n: line.n })); // it is out already
    return line.fate === "body" || line.fate === "dropped" || line.fate === "caption" ? this.decide(line, "drop", undefined, line.open ? line.run : [line.n]) : say(t("key.role", { n: line.n, what: t(`fate.${line.fate}`) }));
  }

  /** Puts back all lines that the question under the focus stands for. */
  putAllBack() {
    const item = document.activeElement && document.activeElement.closest("li[data-n]");
    const line = item && this.review.evidence.lines.find((one) => String(one.n) === item.dataset.n);
    return line && line.open ? this.decide(line, "keep", undefined, line.run) : say(t("key.lines.back"));
  }

  /** Decides on a line, and on those of its question that go with it (`run`, numbers). */
  async decide(line, verb, after = undefined, run = [line.n]) {
    const { review } = this;
    const given = review.evidence.lines.filter((one) => one.n === line.n || (run.includes(one.n) && one.fate === "dropped" && !(verb === "keep" && one.fixed)));
    const numbers = [...new Set(given.map((one) => one.n))];
    const item = this.list.querySelector(`li[data-n="${line.n}"]`);
    if (item) item.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => say(t("raw.again")), 400);
    const isFree = holdFocus();
    const always = this.always.has(line.n) && verb === "drop";
    const isQuestion = line.open; // only an answer leads on to the next: a switch of a line leaves the editor at it
    const following = () => this.review.evidence.lines.find((one) => one.open && one.n > line.n) || this.review.evidence.lines.find((one) => one.open && one.n !== line.n);
    const stood = this.namesIn();
    const ops = [{ op: "lines", file: review.file, [verb]: numbers, ...(after === undefined ? {} : { after }) }];
    if (always) ops.push({ op: "remember", file: review.file, outlet: review.evidence.outlet, line: line.text, keep: false });
    let answer;
    try {
      answer = await review.act(ops, "");
    } catch {
      return this.draw(); // said already; the switch stands as the file has it
    } finally {
      clearTimeout(slow);
    }
    if (answer.place) {
      this.asking = { n: line.n, text: line.text };
      review.parts.text.askPlace(line, isFree, (at) => { this.asking = null; return at === null ? this.draw() : this.decide(line, "keep", at, run); });
      this.draw();
      say(t("place", { n: line.n }));
      return undefined;
    }
    this.asking = null;
    this.always.delete(line.n);
    // The cleaner may have answered anew meanwhile: it is its present line that is told, or the next click undoes nothing.
    for (const one of review.evidence.lines.filter((each) => numbers.includes(each.n))) Object.assign(one, { fate: verb === "keep" ? "body" : "dropped", rule: `--${verb}`, open: false, folds: false, decided: true });
    review.drawParts();
    const looked = review.loadEvidence();
    const words = numbers.length > 1 ? t(`said.${verb}.n`, { n: numbers.length, lines: shortly(numbers) }) : t(`said.${verb}`, { n: line.n });
    const also = (answer.others || []).length ? `${t("also.lines", { n: line.n })} ${answer.others.map((one) => one.n).join(", ")}.` : "";
    const pinned = (answer.pinned || []).length ? t("said.pinned", { n: answer.pinned.length, lines: shortly(answer.pinned) }) : "";
    const now = this.namesIn();
    const names = [["came", now, stood], ["went", stood, now]].map(([way, those, others]) => [way, [...those].filter((name) => !others.has(name))]).filter(([, found]) => found.length).map(([way, found]) => t(`said.${way}`, { names: found.join(", ") }));
    say([answer.rebased ? t("said.rebased") : "", words, also, pinned, ...names, always ? t("said.always", { outlet: review.evidence.outlet }) : ""].filter(Boolean).join(" "));
    this.drawOthers(line, answer.others || []);
    if (answer.offers && answer.offers.length) review.parts.fields.offer(answer.offers);
    if (!isFree()) return undefined;
    const nodeOf = (one) => one && this.list.querySelector(`[data-k="line:${one.n}"]`);
    const arrive = () => {
      const next = isQuestion ? nodeOf(following()) : null;
      review.arrived = next ? next.dataset.k : ""; // nobody has gone there by a key yet
      return focusOn(next || nodeOf(line) || this.node);
    };
    arrive();
    // The cleaner may ask anew, nearer than what was the next question: who has not gone on is led there.
    const isStill = holdFocus();
    await looked;
    return isQuestion && isStill() && review.arrived && this.list.contains(document.activeElement) ? arrive() : undefined;
  }

  /** Who and what is in the article, by the words on the chips. */
  namesIn() {
    return new Set(Object.values(this.review.view.chips).flatMap((chips) => chips.filter((chip) => chip.state === "in").map((chip) => chip.label)));
  }

  /** Goes to a line, if the focus is among the lines. */
  goTo(number) {
    const node = this.list.querySelector(`[data-k="line:${number}"]`);
    return node && this.node.contains(document.activeElement) ? focusOn(node) : false;
  }
}

/** Numbers as an editor reads them: "12–15, 17". */
const ranges = (numbers) => {
  const found = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else found.push([n, n]);
  }
  return found.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(", ");
};

// So many runs of numbers are said; more are no help to whoever hears them.
const SAID = 6;
const shortly = (numbers) => {
  const found = ranges(numbers).split(", ");
  return found.length > SAID ? `${found.slice(0, SAID).join(", ")} …` : found.join(", ");
};
