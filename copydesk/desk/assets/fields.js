// The fields of an article: each saved when it is left, one step each; a wrong value stays in its box, unsaved.

import { get, unsaved } from "./api.js";
import { button, focusOn, h, holdFocus, kbd, swap } from "./dom.js";
import { shownKey } from "./keys.js";
import { say, sayError, unsavedNow } from "./shell.js";
import { language, t, told } from "./strings.js";

export class Fields {
  constructor(review) {
    this.review = review;
    this.wrong = 0;
    this.rows = new Map();
    this.main = h("div", { class: "fld" });
    this.more = h("div", { class: "fld" });
    this.set = h("b", {});
    this.offers = h("div", { class: "offers" });
    this.problems = h("div", { class: "problems" });
    this.fold = h("details", { class: "fold more-fields" }, h("summary", { "data-k": "more-fields" }, `${t("more.fields")} `, this.set), this.more);
    this.node = h("section", { class: "pane", id: "fields", tabindex: "0", "aria-labelledby": "h-fields" }, h("h2", { id: "h-fields" }, t("fields"), " ", h("small", {}, t("fields.note")), kbd(shownKey("F"))), this.problems, this.offers, this.main, this.fold);
    for (const field of review.view.fields) this.make(field);
  }

  make(field) {
    const id = `f-${field.name.replace(".", "-")}`;
    const words = t(`field.${field.name}`);
    const hint = { why: "hint.why", date: "hint.date", "source.url": "hint.source.url", publish_at: "hint.publish_at" }[field.name];
    const common = { id, "data-k": `field:${field.name}`, "data-field": field.name, "aria-describedby": `${id}-e`, autocomplete: "off", dir: "auto" };
    let input;
    if (field.kind === "choice") input = h("select", common, h("option", { value: "" }, "—"), field.choices.map((name) => h("option", { value: name }, name)));
    else if (field.kind === "long") input = h("textarea", { ...common, rows: "2", placeholder: hint ? t(hint) : null });
    else input = h("input", { ...common, type: "text", placeholder: hint ? t(hint) : field.kind === "list" ? t("hint.list") : null, list: field.name === "source.name" ? "outlets" : null });
    const note = h("p", { class: "err", id: `${id}-e`, hidden: true });
    const extra = h("div", { class: "row", hidden: true });
    const row = { field, input, note, extra, dirty: false, saving: null, shown: "", asks: false, refused: null, failed: null, leaving: false, held: false, since: "" };
    input.addEventListener("input", () => this.typed(row));
    for (const left of ["change", "blur"]) input.addEventListener(left, () => row.leaving || this.save(row).catch(() => undefined));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && event.keyCode !== 229 && field.kind !== "long") {
        event.preventDefault();
        row.held = false;
        this.leaveRow(row);
      }
    });
    this.rows.set(field.name, row);
    const place = field.more ? this.more : this.main;
    // The focus may stand at a field without being in it: there keys are keys, and Tab or Enter goes in.
    row.label = h("label", { for: id, tabindex: "-1", "data-k": `label:${field.name}`, onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); focusOn(input); } } }, words);
    place.append(row.label, h("div", {}, input, field.name === "source.name" && this.outlets(input), field.name === "image" && this.picture(), extra, note));
  }

  picture() {
    const file = h("input", { type: "file", accept: "image/*", hidden: true, tabindex: "-1", "aria-label": t("picture.add"), onchange: () => { this.review.takePicture(file.files[0]); file.value = ""; } });
    return h("p", { class: "row" }, button(t("picture.add"), () => file.click(), { quiet: true, k: "picture", class: "btn quiet small" }), h("span", { class: "note" }, t("drop.here")), file);
  }

  outlets(input) {
    const list = h("datalist", { id: "outlets" });
    input.addEventListener("focus", async () => {
      try {
        const found = await get("sources", {});
        list.replaceChildren(...found.map((one) => h("option", { value: one.name })));
      } catch {
        // a help alone
      }
    });
    return list;
  }

  draw() {
    let filled = 0;
    this.wrong = 0;
    for (const field of this.review.view.fields) {
      const row = this.rows.get(field.name);
      const shown = asText(field);
      if (field.more && shown) filled += 1;
      // What is being typed was begun on the old value: saved, it is held against that, never against what came since.
      if (row.dirty) continue;
      row.field = field;
      if (row.input !== document.activeElement && row.input.value !== shown) row.input.value = shown;
      else if (row.input === document.activeElement && row.input.value === row.shown && row.input.value !== shown) this.changeUnder(row, shown);
      row.shown = shown;
      this.tell(row, field.problem ? sentence(field.problem) : this.missing(field, shown), field.problem);
      if (field.name === "image" && row.note.hidden && this.review.view.hidden) this.note(row, t("image.hidden"));
      if (!row.note.hidden) this.wrong += field.problem ? 1 : 0;
    }
    this.set.textContent = t("set", { n: filled });
    this.drawDates();
    const shownBelow = new Set(this.review.view.fields.map((field) => field.problem && field.problem.message));
    const rest = this.review.view.problems.filter((one) => !shownBelow.has(one.message));
    swap(this.problems, rest.map((one) => h("p", { class: "err" }, `▲ ${sentence(one)}`, one.line ? ` (${one.line})` : "")));
    if (this.review.view.fields.some((field) => field.more && (field.problem || (field.name === "image_alt" && this.review.view.missing.includes("alt"))))) this.fold.open = true;
  }

  /** A value that changed elsewhere, in a field that has the focus but no typed text: the caret stays where it was. */
  changeUnder(row, shown) {
    const [start, end] = [row.input.selectionStart, row.input.selectionEnd];
    row.input.value = shown;
    if (start !== null && start !== undefined) row.input.setSelectionRange(Math.min(start, shown.length), Math.min(end, shown.length));
  }

  missing(field, shown) {
    const { missing } = this.review.view;
    if (field.name === "title" && missing.includes("title")) return t("no-title");
    if (field.name === "date" && missing.includes("date")) return t("no-date");
    if (field.name === "source.name" && missing.includes("source")) return t("source.missing");
    if (field.name === "source.url" && missing.includes("address")) return t("address.missing");
    return field.name === "image_alt" && missing.includes("alt") && !shown ? t("alt.missing") : "";
  }

  tell(row, words, bad = false) {
    row.note.textContent = words ? `▲ ${words}` : "";
    row.note.hidden = !words;
    if (words) row.input.setAttribute("data-open", "");
    else row.input.removeAttribute("data-open");
    if (bad) row.input.setAttribute("aria-invalid", "true");
    else row.input.removeAttribute("aria-invalid");
  }

  /** Tells of a field what nobody has to see to. */
  note(row, words) {
    row.note.textContent = words;
    row.note.hidden = false;
  }

  /** The days (and headlines, authors) that the copy has: each with its line, one to be chosen. */
  drawDates() {
    const found = (this.review.evidence && this.review.evidence.candidates) || {};
    for (const [fact, name] of [["date", "date"], ["headline", "title"], ["authors", "source.authors"]]) {
      const row = this.rows.get(name);
      if (row.asks) continue; // whose text it is to be is asked there
      const values = [...new Map((found[fact] || []).map((one) => [one.value, one])).values()];
      row.extra.hidden = fact === "date" ? !values.length : values.length < 2;
      if (row.extra.hidden) continue;
      row.extra.setAttribute("role", "group");
      row.extra.setAttribute("aria-label", t("found", { what: t(`field.${name}`) }));
      swap(row.extra, values.slice(0, 5).map((one, number) => h("label", {}, h("input", { type: "radio", name: `c-${fact}`, "data-k": `c-${fact}-${number}`, checked: row.input.value === one.value || row.input.value.startsWith(`${one.value} `), onchange: () => { row.input.value = one.value; this.typed(row); this.save(row).catch(() => undefined); },
        onfocus: () => this.showLine(one.line), onmouseenter: () => this.showLine(one.line) }), ` ${one.line ? t("line.found", { n: one.line, value: one.value }) : one.value}`)));
    }
  }

  showLine(number) {
    const { raw } = this.review.parts;
    for (const item of raw.list.querySelectorAll("li[data-n]")) item.classList.toggle("mate", item.dataset.n === String(number));
    const item = raw.list.querySelector(`li[data-n="${number}"]`);
    if (item) item.scrollIntoView({ block: "nearest" });
  }

  /** What another decision on a line would make of a field that was edited by hand. */
  offer(offers) {
    swap(this.offers, offers.map((one) => h("p", { class: "note" }, `${t("offers", { what: t(`field.${one.at}`), value: String(one.value ?? "") })} `,
      button(t("use"), () => { const row = [...this.rows.values()].find((each) => each.field.at === one.at); if (row) { row.input.value = asText({ ...row.field, value: one.value ?? "" }); this.typed(row); this.save(row).catch(() => undefined); } this.offers.replaceChildren(); }, { class: "btn small" }), " ", button(t("discard"), () => this.offers.replaceChildren(), { class: "btn quiet small" }))));
  }

  // --- saving -------------------------------------------------------------------------------------------------

  typed(row) {
    row.held = false;
    if (!row.dirty) row.since = this.review.view.hash; // as the file stood that it is typed upon
    row.dirty = row.input.value !== row.shown;
    if (row.dirty) {
      unsaved.keep(this.review.file, row.field.name, row.input.value, row.shown);
      unsavedNow();
    } else unsaved.drop(this.review.file, row.field.name);
  }

  async save(row) {
    while (row.saving) await row.saving.catch(() => undefined);
    if (!row.dirty || row.held) return; // text from before a crash: the editor says whether it is saved
    const value = row.input.value;
    // Whose text it is has been asked already: leaving the field for the answer asks no second time.
    if (row.refused && row.refused.value === value) throw row.refused.error;
    const ops = opsOf(this.review.file, row.field, value, this.review.view.fields);
    if (!ops.length) {
      row.dirty = false;
      unsaved.drop(this.review.file, row.field.name);
      row.input.value = row.shown;
      return;
    }
    row.sent = value;
    // Whoever waits for a save waits until the field has taken up its answer, not only until it came.
    row.saving = this.send(row, ops, value).finally(() => { row.saving = null; });
    await row.saving;
  }

  async send(row, ops, value) {
    try {
      const answer = await this.review.act(ops, "", { quiet: true, since: row.since });
      // What is typed while the answer is on its way stays, and is saved next.
      row.dirty = row.input.value !== value;
      const now = row.dirty && answer.view?.fields?.find((one) => one.name === row.field.name);
      if (now) {
        // It is typed upon what has just been saved, which is nobody else's.
        row.field = now;
        row.shown = asText(now);
        row.since = this.review.view.hash;
        this.typed(row);
      }
      this.ask(row);
      if (!row.dirty) unsaved.drop(this.review.file, row.field.name);
      const words = t("said.field", { what: t(`field.${row.field.name}`) });
      this.review.draw();
      say(answer.rebased ? `${words} ${t("said.rebased")}` : words);
    } catch (error) {
      this.refused(row, error, value);
      throw error;
    }
  }

  refused(row, error, value) {
    row.failed = value;
    sayError(error);
    unsavedNow();
    const conflict = error.code === "changed" && error.told.conflicts && error.told.conflicts[0];
    if (!conflict) {
      this.tell(row, error.code === "offline" ? t("lost") : [told(error.message), told(error.advice)].filter(Boolean).join(": "), true);
      return;
    }
    row.refused = { value, error };
    const theirs = asText({ ...row.field, value: conflict.theirs ?? (row.field.kind === "list" ? [] : "") });
    this.tell(row, t(error.told.here ? "both.tab" : "both", { theirs }), true);
    this.ask(row, button(t("mine"), () => this.settle(row, conflict.theirs, value), { class: "btn small", k: "mine" }), button(t("theirs"), () => this.settle(row, conflict.theirs, null), { class: "btn quiet small", k: "theirs" }));
  }

  /** Buttons below a field that ask whose text it is to be; without any the question is answered. */
  ask(row, ...buttons) {
    if (!buttons.length && !row.asks) return; // what is found in the copy stands there, and may have the focus
    row.asks = buttons.length > 0;
    if (!row.asks) row.refused = null;
    swap(row.extra, buttons);
    row.extra.hidden = !row.asks;
  }

  async settle(row, theirs, mine) {
    const isFree = holdFocus();
    this.ask(row);
    row.dirty = row.held = false;
    row.field = { ...row.field, was: theirs, value: theirs ?? "" };
    row.shown = asText(row.field);
    unsaved.drop(this.review.file, row.field.name);
    if (mine === null) row.input.value = row.shown;
    await this.review.refresh();
    if (isFree()) focusOn(row.label);
    if (mine === null) return this.review.draw();
    row.input.value = mine;
    row.since = this.review.view.hash;
    row.dirty = mine !== row.shown;
    return this.save(row).catch(() => undefined);
  }

  /** The fields that hold text from before a crash, which nobody has said to save yet. */
  keptRows() {
    return [...this.rows.values()].filter((row) => row.held);
  }

  async saveFocused() {
    for (const row of this.rows.values()) {
      if (!row.dirty && !row.saving) continue;
      try {
        await this.save(row);
      } catch (error) {
        error.field = row.field.name;
        throw error;
      }
    }
  }

  /** Esc leaves a field, as every way out of it does: with what is typed saved. What could not be saved goes back, and is said. */
  restore() {
    const row = [...this.rows.values()].find((one) => one.input === document.activeElement);
    if (!row) return false;
    const typed = row.input.value;
    if (row.dirty && !row.saving && row.failed === typed) {
      this.putBack(row);
      say(t("said.back", { what: t(`field.${row.field.name}`), typed }));
      return true;
    }
    this.leaveRow(row);
    return true;
  }

  /** Out of a field to its label, where keys are keys again, saved; what cannot be saved calls back into its box. */
  leaveRow(row) {
    row.leaving = true; // it is saved once, below: a second refusal would come when the editor has gone on
    focusOn(row.label);
    row.leaving = false;
    this.save(row).catch(() => document.activeElement === row.label && focusOn(row.input));
  }

  /** The file's value into a box, in such a way that the browser's own undo brings back what was typed. */
  putBack(row) {
    if (row.input.select) {
      row.input.select();
      document.execCommand(row.shown ? "insertText" : "delete", false, row.shown);
    }
    row.input.value = row.shown;
    row.dirty = row.held = false;
    row.failed = null;
    unsaved.drop(this.review.file, row.field.name);
    this.tell(row, "");
    if (row.asks) this.ask(row); // theirs it is: the file's value, as it stands now
    this.draw();
  }

  takeKept(kept) {
    for (const [name, held] of Object.entries(kept)) {
      const row = this.rows.get(name);
      if (!row) continue;
      if (held.value === row.shown) {
        unsaved.drop(this.review.file, name);
        continue;
      }
      row.input.value = held.value;
      row.dirty = row.held = true;
      if (row.field.more) this.fold.open = true;
      const time = new Date(held.time).toLocaleTimeString(language());
      const isSame = held.was === row.shown;
      row.since = isSame ? this.review.view.hash : "";
      this.tell(row, `${t("kept.typed", { time })}${isSame ? "" : ` ${t("both.since", { theirs: row.shown })}`}`);
      if (!isSame) {
        this.ask(row, button(t("mine"), () => this.settle(row, row.field.was, row.input.value), { class: "btn small", k: "mine" }), button(t("theirs"), () => this.settle(row, row.field.was, null), { class: "btn quiet small", k: "theirs" }));
        unsavedNow();
        continue;
      }
      this.ask(row, button(t("save"), () => { row.held = false; return this.save(row).catch(() => undefined); }, { class: "btn small", k: `keep:${name}` }),
        button(t("discard"), () => { this.ask(row); row.input.value = row.shown; row.dirty = row.held = false; unsaved.drop(this.review.file, name); this.tell(row, ""); this.review.draw(); focusOn(row.label); }, { class: "btn quiet small", k: `discard:${name}` }));
      unsavedNow();
    }
  }

  // --- moving -------------------------------------------------------------------------------------------------

  /** The fields in sight, by their labels: in a box the next key would be text, and its whole value marked to be written over. */
  labels() {
    return [...this.rows.values()].map((row) => row.label).filter((label) => label.getClientRects().length);
  }

  focusFirst() {
    return focusOn(this.labels()[0] || this.node);
  }

  step(by) {
    const all = this.labels();
    const row = [...this.rows.values()].find((one) => one.label === document.activeElement || one.label.nextElementSibling.contains(document.activeElement));
    const at = row ? all.indexOf(row.label) : -1;
    return focusOn(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]);
  }

  /** Shows a field that waits, without going into it. */
  focusLabel(name) {
    const row = this.rows.get(name);
    if (row.field.more) this.fold.open = true;
    row.input.scrollIntoView({ block: "nearest" });
    return focusOn(row.label);
  }

  focusField(name, why = "") {
    const row = this.rows.get(name);
    if (row.field.more) this.fold.open = true;
    focusOn(row.input);
    if (why) this.tell(row, why, true);
  }
}

const sentence = (problem) => [told(problem.message), told(problem.advice)].filter(Boolean).join(": ");

const separator = (items) => (items.some((item) => item.includes(",")) ? ";" : ",");

/** A field's value as it stands in its box. */
function asText(field) {
  if (field.kind !== "list") return field.value === null || field.value === undefined ? "" : String(field.value);
  const items = (Array.isArray(field.value) ? field.value : field.value ? [field.value] : []).map(String);
  return items.join(`${separator(items)} `);
}

/** The operations that bring a typed value into the file: of a list only the items that come or go. */
function opsOf(file, field, typed, fields) {
  const { at, was } = field;
  const wasStated = was === undefined ? null : was;
  if (field.kind === "list") {
    const before = Array.isArray(was) ? was : [];
    const sign = typed.includes(";") ? ";" : ",";
    const items = typed.split(sign).map((item) => item.trim()).filter(Boolean);
    if (!Array.isArray(was) || !was.length) {
      if (!items.length) return wasStated === null || (Array.isArray(was) && !was.length) ? [] : [{ op: "unset", file, at, was: wasStated }];
      return [{ op: "set", file, at, value: items, was: wasStated }];
    }
    if (!items.length) return [{ op: "unset", file, at, was }];
    const kept = before.filter((item) => items.includes(String(item)));
    const added = items.filter((item) => !before.map(String).includes(item));
    if ([...kept.map(String), ...added].join("\n") !== items.join("\n")) return [{ op: "set", file, at, value: items, was }];
    const gone = before.map((item, number) => ({ item, number })).filter(({ item }) => !items.includes(String(item)));
    return [...added.map((value) => ({ op: "add", file, at, value })), ...gone.reverse().map(({ item, number }) => ({ op: "remove", file, at: `${at}[${number}]`, was: item }))];
  }
  const value = field.kind === "long" ? typed.replace(/\s+$/, "") : typed.trim();
  const source = fields.find((one) => one.name === "source.name");
  if (field.name.startsWith("source.") && field.name !== "source.name" && source.at === "source" && wasStated === null && value) {
    return [{ op: "set", file, at: "source", value: { name: source.was, [field.name.slice(7)]: value }, was: source.was }];
  }
  if (!value) return wasStated === null ? [] : [{ op: "unset", file, at, was }];
  return value === String(wasStated ?? "") ? [] : [{ op: "set", file, at, value, was: wasStated }];
}
