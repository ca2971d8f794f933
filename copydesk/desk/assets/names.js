// The names of an article as chips: people, countries and organisations that are in, offered, turned down; who is who.

import { get } from "./api.js";
import { afterPress, button, focusOn, h, holdFocus, kbd, swap } from "./dom.js";
import { shownKey } from "./keys.js";
import { say, sayError } from "./shell.js";
import { ruleWords, t, told } from "./strings.js";

export const KINDS = ["people", "countries", "bodies"];
const SEEN = { in: "in", out: "rejected" }; // how a chip looks at once, before it is written
const SIGNS = { in: "✓", offered: "?", rejected: "✕" };
const SURE = 0.8;
// Languages whose names begin with the surname.
const FIRST = new Set(["hu", "ja", "ko", "vi", "zh"]);

export class Names {
  constructor(review) {
    this.review = review;
    this.open = 0;
    this.current = Object.fromEntries(KINDS.map((kind) => [kind, ""]));
    this.menu = null;
    this.turn = {};
    this.count = h("small", {});
    this.groups = Object.fromEntries(KINDS.map((kind) => [kind, h("div", { class: "cz", role: "toolbar", "aria-label": t(`group.${kind}`), "data-kind": kind })]));
    this.under = Object.fromEntries(KINDS.map((kind) => [kind, h("div", { class: "under" })]));
    this.which = h("div", { class: "which" });
    this.limits = h("p", { class: "note", hidden: true });
    this.bodies = h("h3", { class: "group" }, t("group.bodies"));
    this.adders = Object.fromEntries(KINDS.map((kind) => [kind, button(t(`add.${kind}`), () => this.add(kind), { quiet: true, k: `add:${kind}`, class: "btn quiet small" })]));
    this.node = h("section", { class: "pane", id: "names", tabindex: "0", "aria-labelledby": "h-names" }, h("h2", { id: "h-names" }, t("names"), " ", this.count, kbd(shownKey("W"))),
      this.limits, h("h3", { class: "group" }, t("group.people")), this.groups.people, this.which, this.under.people, h("p", { class: "adder" }, this.adders.people), h("h3", { class: "group" }, t("group.countries"), kbd(shownKey("C"))), this.groups.countries, this.under.countries, this.bodies, this.groups.bodies, this.under.bodies, h("p", { class: "adder row" }, this.adders.countries, this.adders.bodies));
    // Who goes on elsewhere has left the menu; a form with typed words stays until it is closed.
    this.node.addEventListener("input", (event) => { event.target.dataset.typed = ""; });
    this.node.addEventListener("focusout", (event) => {
      const to = event.relatedTarget;
      if (this.menu && to && this.node.querySelector('[role="menu"]') && !this.under[this.menu.kind].contains(to) && to.dataset.chip !== this.menu.id) afterPress("menu", () => this.menu && !this.under[this.menu.kind].contains(document.activeElement) && this.shut());
    });
  }

  chips(kind) {
    return this.review.view.chips[kind];
  }

  chip(id) {
    return KINDS.flatMap((kind) => this.chips(kind)).find((chip) => chip.id === id);
  }

  draw() {
    const all = KINDS.flatMap((kind) => this.chips(kind));
    const number = (state) => all.filter((chip) => chip.state === state).length;
    this.open = all.filter((chip) => isOpen(chip)).length;
    this.count.textContent = t("names.count", { in: number("in"), offered: number("offered"), rejected: number("rejected") });
    for (const kind of KINDS) {
      const chips = this.chips(kind);
      if (!chips.some((chip) => chip.id === this.current[kind])) this.current[kind] = chips.length ? chips[0].id : "";
      const isHere = this.groups[kind].contains(document.activeElement);
      swap(this.groups[kind], chips.length ? chips.map((chip) => this.button(chip)) : kind === "bodies" ? null : h("p", { class: "note" }, t(`none.${kind}`)));
      if (isHere && document.activeElement === document.body) this.focusFirst(kind); // the chip that had the focus has gone
    }
    this.bodies.hidden = this.groups.bodies.hidden = !this.chips("bodies").length;
    this.limits.textContent = told((this.review.evidence && this.review.evidence.limits) || "");
    this.limits.hidden = !this.limits.textContent;
    this.drawWhich();
    this.drawEvidence();
  }

  button(chip) {
    // Before the cleaner has answered nobody knows whether the name stands there in another form.
    const isGone = chip.gone && Boolean(this.review.evidence) && !chip.evidence.length;
    const state = isGone ? [chip.note, t("chip.gone")].filter(Boolean).join(" · ") : chip.which.length ? t("chip.which") : chip.state === "in" ? [chip.role, chip.note].filter(Boolean).join(" · ") : chip.state === "rejected" ? t("chip.rejected") : [chip.role, chip.score ? chip.score.toFixed(2).replace(/^0/, "") : chip.kind === "bodies" ? t("chip.offered") : t("chip.mentioned")].filter(Boolean).join(" ");
    const classes = { in: "in", offered: "of", rejected: "no" }[chip.state];
    const current = this.current[chip.kind] === chip.id;
    return h("button", { type: "button", class: `${classes} ${current ? "cur" : ""} ${isGone ? "gone" : ""}`, "data-chip": chip.id, "data-k": chip.id, "data-open": isOpen(chip) ? "" : null, tabindex: current ? "0" : "-1",
      "aria-haspopup": "menu", "aria-expanded": this.menu && this.menu.id === chip.id ? "true" : "false", "aria-label": [chip.label, t(`chip.${chip.state}`), isGone || chip.which.length || chip.role || chip.note ? state : ""].filter(Boolean).join(", "),
      onfocus: () => this.mark(chip), onclick: () => this.openMenu(chip), onkeydown: (event) => this.arrows(event, chip) },
    h("span", { "aria-hidden": "true" }, `${SIGNS[chip.state]} `), h("bdi", {}, chip.label), h("span", { "aria-hidden": "true" }, " ▾"), state && h("small", { dir: "auto" }, ` ${state}`));
  }

  arrows(event, chip) {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const end = { Home: 0, End: -1 }[event.key];
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    const chips = this.chips(chip.kind);
    if (end !== undefined) this.focus(chips.at(end));
    else this.step(by);
  }

  mark(chip) {
    const old = this.current[chip.kind];
    this.current[chip.kind] = chip.id;
    if (old !== chip.id) {
      for (const node of this.groups[chip.kind].querySelectorAll("[data-chip]")) {
        node.classList.toggle("cur", node.dataset.chip === chip.id);
        node.tabIndex = node.dataset.chip === chip.id ? 0 : -1;
      }
    }
    this.seen = chip.id;
    afterPress("evidence", () => { this.drawEvidence(); this.inSight(chip.kind); }); // or the chips below move away from under the pointer
    this.review.parts.text.markName(chip.id);
  }

  drawEvidence() {
    for (const kind of KINDS) {
      if (this.menu && this.menu.kind === kind) continue;
      const chip = this.chip(this.current[kind]);
      const shown = chip && (this.seen === chip.id || (kind === "people" && !this.seen));
      swap(this.under[kind], shown && this.evidence(chip));
    }
  }

  /** The sentence of the chip that has the focus in sight with it, where both have room. */
  inSight(kind) {
    for (const node of [this.under[kind].firstElementChild, this.groups[kind].contains(document.activeElement) && document.activeElement]) if (node) node.scrollIntoView({ block: "nearest" });
  }

  evidence(chip) {
    const facts = [chip.rule ? t("evidence", { rule: ruleWords(chip.rule) }) : "", chip.score ? t("score", { n: chip.score.toFixed(2).replace(/^0/, "") }) : ""].filter(Boolean).join("; ");
    const keys = h("span", { class: "no-phone" }, kbd(shownKey("a")), ` ${t("act.in")} · `, kbd(shownKey("r")), ` ${t("act.out")}`, chip.kind === "people" && [" · ", kbd("="), ` ${t("act.is")}`]);
    const sentence = chip.evidence.some((part) => part.t.trim());
    return h("div", { class: "ev" }, sentence ? h("p", {}, h("q", { dir: "auto" }, chip.evidence.map((part) => (part.who ? h("mark", {}, part.t) : part.t)))) : "",
      chip.quotes.filter((quote) => quote.trim()).map((quote) => h("p", { class: "note", dir: "auto" }, `“${quote}”`)), h("p", {}, facts, facts ? ". " : "", keys));
  }

  drawWhich() {
    const unclear = this.chips("people").filter((chip) => chip.which.length && (chip.state === "in" || (chip.state === "offered" && chip.about !== false)));
    swap(this.which, unclear.map((chip) => h("fieldset", { class: "fld", "data-which": chip.id }, h("legend", {}, t("which.legend", { name: chip.label })),
      h("div", { class: "row" }, chip.which.map((one, at) => h("label", {}, h("input", { type: "radio", name: `which-${chip.id}`, "data-k": `which:${chip.id}:${one.slug}`, "data-open": at || chip.state !== "in" ? null : "", onchange: () => this.is(chip, one) }), ` ${one.note || one.slug}${one.why ? ` (${one.why})` : ""}`))))));
  }

  // --- moving -------------------------------------------------------------------------------------------------

  focusFirst(kind = "people") {
    const chips = this.chips(kind);
    return chips.length ? this.focus(this.chip(this.current[kind]) || chips[0]) : focusOn(this.adders[kind]);
  }

  focus(chip) {
    return chip ? focusOn(this.groups[chip.kind].querySelector(`[data-chip="${CSS.escape(chip.id)}"]`)) : false;
  }

  focusWhich(chip) {
    return focusOn(chip && this.which.querySelector(`[data-which="${CSS.escape(chip.id)}"] input`));
  }

  here() {
    const active = document.activeElement;
    const node = active && active.closest("[data-chip]");
    if (node) return this.chip(node.dataset.chip);
    return this.menu && active && active.closest('[role="menu"]') ? this.chip(this.menu.id) : null;
  }

  step(by) {
    const chip = this.here();
    if (!chip) return this.focusFirst();
    const all = KINDS.flatMap((kind) => this.chips(kind));
    const at = all.findIndex((one) => one.id === chip.id);
    return this.focus(all[Math.max(0, Math.min(all.length - 1, at + by))]);
  }

  find(key) {
    const chip = this.here();
    if (!chip) return undefined;
    return {
      a: () => this.takeIn(chip), r: () => this.takeOut(chip), X: () => this.takeOut(chip, true), "=": () => (chip.kind === "people" ? this.openMenu(chip, "is") : this.add(chip.kind)), "+": () => (chip.kind === "people" ? this.openMenu(chip, "new") : this.add(chip.kind)),
      n: () => { const times = this.review.parts.text.markName(chip.id, this.turn[chip.id] || 0); this.turn[chip.id] = (this.turn[chip.id] || 0) + 1; if (times) this.review.showPane("text"); say(times ? t("number", { n: ((this.turn[chip.id] - 1) % times) + 1, m: times }) : t("chip.gone")); },
    }[key];
  }

  // --- acts ---------------------------------------------------------------------------------------------------

  op(chip, act, more = {}) {
    const said = act === "in" || act === "is" ? { role: chip.state === "in" ? "" : chip.role, quotes: chip.state === "in" ? [] : chip.quotes } : {};
    return { op: "chip", file: this.review.file, kind: chip.kind, act, name: chip.name, ...said, ...more };
  }

  async does(chip, ops, words) {
    const at = this.chips(chip.kind).findIndex((one) => one.id === chip.id);
    const following = this.chips(chip.kind)[at + 1] || this.chips(chip.kind)[at - 1];
    const fromMenu = this.under[chip.kind].contains(document.activeElement);
    this.shut();
    if (fromMenu) this.focus(chip);
    const isFree = holdFocus();
    const stood = chip.state;
    this.paint(chip, SEEN[ops[0].act] || stood, true);
    try {
      await this.review.act(ops, words);
    } catch {
      const now = this.chip(chip.id);
      if (now) this.paint(now, stood);
      if (isFree()) this.focus(chip);
      return false;
    }
    if (ops[0].act === "in" && this.which.querySelector(`[data-which="${CSS.escape(chip.id)}"]`)) this.which.scrollIntoView({ block: "nearest" });
    if (!isFree()) return true;
    // Who has been told apart has another name in the file, and so another chip.
    const [{ act, person, value }] = ops;
    const told = act === "is" && this.chips(chip.kind).find((one) => one.state === "in" && (person ? one.person === person : folded(one.name) === folded(value)));
    const still = told || this.chip(chip.id);
    const moved = act === "out";
    if (!moved && still) this.focus(still);
    else this.focus((following && this.chip(following.id)) || still || this.chips(chip.kind)[0]) || focusOn(this.node);
    return true;
  }

  /** Shows a chip in a state, at once; `busy` while that is not on disk yet. */
  paint(chip, state, busy = false) {
    chip.state = state;
    const node = this.groups[chip.kind].querySelector(`[data-chip="${CSS.escape(chip.id)}"]`);
    if (!node) return;
    const fresh = this.button(chip);
    if (busy) fresh.setAttribute("aria-busy", "true");
    const isHere = node === document.activeElement;
    node.replaceWith(fresh);
    if (isHere) fresh.focus({ preventScroll: true });
  }

  takeIn(chip) {
    if (chip.state === "in") return say(t("said.in.already", { name: chip.label }));
    return this.does(chip, [this.op(chip, "in", { person: chip.person })], t("said.in", { name: chip.label }));
  }

  takeOut(chip, everywhere = false) {
    if (chip.state === "rejected" && !everywhere) return say(t("said.out.already", { name: chip.label }));
    return this.does(chip, [this.op(chip, "out", { everywhere })], t(everywhere ? "said.out.all" : "said.out", { name: chip.label }));
  }

  is(chip, one) {
    const shared = Boolean(one.slug) && (chip.which.some((other) => other.slug === one.slug) || one.shared);
    const more = shared ? { person: one.slug, value: one.slug } : { value: one.name };
    return this.does(chip, [this.op(chip, "is", more)], t("said.is", { name: chip.label, who: [one.name, one.note].filter(Boolean).join(", ") }));
  }

  async takeAll() {
    const chips = KINDS.flatMap((kind) => this.chips(kind)).filter((chip) => chip.state === "offered" && chip.score >= SURE && !chip.which.length);
    if (!chips.length) return say(t("said.all", { n: 0 }));
    return this.review.act(chips.map((chip) => this.op(chip, "in", { person: chip.person })), t("said.all", { n: chips.length })).catch(() => undefined);
  }

  // --- menu ---------------------------------------------------------------------------------------------------

  openMenu(chip, part = "") {
    this.shut();
    this.menu = { id: chip.id, kind: chip.kind };
    this.current[chip.kind] = chip.id;
    const place = this.under[chip.kind];
    const opener = this.groups[chip.kind].querySelector(`[data-chip="${CSS.escape(chip.id)}"]`);
    if (opener) opener.setAttribute("aria-expanded", "true");
    if (part === "is") return this.askWho(chip, place);
    if (part === "new") return this.askPerson(chip, place);
    if (part === "role") return this.askRole(chip, place);
    const item = (words, act, key = "") => h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: act }, words, key && kbd(shownKey(key)));
    const items = [
      chip.state !== "in" && item(t("act.in"), () => this.takeIn(chip), "a"),
      chip.state !== "rejected" && item(t("act.out"), () => this.takeOut(chip), "r"),
      item(t("act.out.all"), () => this.takeOut(chip, true), "X"),
      chip.which.map((one) => item(t("act.is.one", { who: [one.note || one.slug, one.why && `(${one.why})`].filter(Boolean).join(" ") }), () => this.is(chip, one))),
      chip.kind === "people" && item(t("act.is"), () => this.openMenu(chip, "is"), "="),
      chip.kind === "people" && item(t("act.new"), () => this.openMenu(chip, "new"), "+"),
      chip.kind === "people" && chip.state === "in" && item(t("act.role"), () => this.openMenu(chip, "role")),
      chip.state === "in" && chip.quotes.map((quote) => item(t("act.unquote", { quote: quote.length > 60 ? `${quote.slice(0, 59)}…` : quote }), () => this.does(chip, [this.op(chip, "unquote", { value: quote })], t("said.unquote")))),
    ].flat().filter(Boolean);
    const menu = h("div", { class: "menu", role: "menu", "aria-label": chip.label, onkeydown: (event) => {
      const at = items.indexOf(document.activeElement);
      const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        items[to].focus();
      } else if (event.key === "Tab") this.shut();
    } }, items);
    swap(place, menu, this.evidence(chip));
    menu.scrollIntoView({ block: "nearest" });
    items[0].focus({ preventScroll: true });
    return true;
  }

  shut() {
    if (!this.menu) return;
    const { id, kind } = this.menu;
    this.menu = null;
    const opener = this.groups[kind].querySelector(`[data-chip="${CSS.escape(id)}"]`);
    if (opener) opener.setAttribute("aria-expanded", "false");
    this.under[kind].replaceChildren();
    this.drawEvidence();
  }

  close() {
    if (!this.menu) return false;
    const { id, kind } = this.menu;
    const typed = [...this.under[kind].querySelectorAll("input[data-typed]")].filter((input) => input.value.trim()).map((input) => input.value.trim());
    this.shut();
    if (typed.length) say(t("said.dropped", { typed: typed.join(", ") }));
    return this.focus(this.chip(id)) || focusOn(this.adders[kind]);
  }

  /** Whom a name means: a combobox over names and aliases. */
  askWho(chip, place) {
    const given = chip.which.length ? chip.which.map((one) => ({ ...one, shared: true, articles: 0, country: "", matched: one.name })) : null;
    return this.askName(place, { label: t("is.label", { name: chip.label }), start: given ? "" : chip.name.split(" ").at(-1), given, isNew: true, chosenAtOnce: true, take: (one) => this.is(chip, one), bare: (name) => this.is(chip, { slug: "", name, note: "" }),
      buttons: (input, choose) => h("p", { class: "row" }, button(t("act.is"), choose, { class: "btn small", k: "is" }), button(t("cancel"), () => this.close(), { class: "btn quiet small" })) });
  }

  /** A name to be typed, with those that are known below it: `take` one of them, or what is typed as it is (`bare`). */
  askName(place, { label, start, given, take, bare, kind = "people", isNew = false, chosenAtOnce = false, buttons = () => [] }) {
    let found = given || [];
    let at = found.length ? 0 : -1;
    const list = h("ul", { role: "listbox", id: "who-list", "aria-label": t(`group.${kind}`) });
    const input = h("input", { type: "text", id: "who", role: "combobox", "aria-expanded": "true", "aria-controls": "who-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", value: "", dir: "auto" });
    const draw = () => {
      const { scrollTop } = list;
      swap(list, found.length ? found.map((one, number) => h("li", { role: "option", id: `who-${number}`, "aria-selected": number === at ? "true" : "false", class: number === at ? "cur" : null, onmousedown: (event) => { event.preventDefault(); take(one); } },
        h("b", { dir: "auto" }, one.name), ` ${[one.note, one.country, one.articles ? t("articles", { n: one.articles }) : "", one.matched !== one.name ? t("alias", { name: one.matched }) : ""].filter(Boolean).join(", ")}`)) : h("li", { class: "note" }, input.value ? t(`no.match.${kind}`) : ""));
      list.scrollTop = scrollTop;
      if (at >= 0) input.setAttribute("aria-activedescendant", `who-${at}`);
      else input.removeAttribute("aria-activedescendant");
    };
    let asked = 0;
    let warned = "";
    let shown = given ? "" : null; // what the list is of
    const untouched = given || !chosenAtOnce ? null : start; // a guess of ours, that nobody has typed
    const look = async () => {
      const mine = (asked += 1);
      const typed = input.value;
      try {
        const rows = await get(kind, { q: input.value.trim() });
        if (mine !== asked) return;
        shown = typed;
        const names = rows.map((one) => one.name);
        found = rows.map((one) => ({ ...one, shared: names.filter((name) => name === one.name).length > 1 }));
        const same = found.flatMap((one, number) => (folded(one.name) === folded(input.value) || folded(one.matched) === folded(input.value) ? [number] : []));
        // A person is who is typed, unless another is chosen; a country is one that there is, and none of a list typed in full but that.
        at = !typed.trim() ? -1 : isNew && typed !== untouched ? (same.length === 1 ? same[0] : -1) : same.length ? same[0] : found.length ? 0 : -1;
        draw();
        inSight();
      } catch {
        // a help alone: what is typed can be taken as it is
      }
    };
    /** The box as a whole in sight, above the foot of the page; where it is too high, what is typed. */
    const inSight = () => { for (const node of [place.firstElementChild, input]) if (node && input.isConnected) node.scrollIntoView({ block: "nearest" }); };
    /** What Enter means: the one marked, once the list is that of what is typed. */
    const choose = async () => {
      if (shown !== input.value) await look();
      if (!input.isConnected) return;
      if (at >= 0) return take(found[at]);
      const typed = input.value.trim();
      if (!typed) return say(t("who.empty"));
      // A surname may be somebody's who is listed: who wants it as a name of its own says so with a second Enter.
      const words = folded(typed).split(" ");
      const like = isNew && warned !== typed ? found.filter((one) => words.every((word) => folded(one.name).split(" ").includes(word))) : [];
      if (!like.length) return bare(typed);
      warned = typed;
      return say(t("who.part", { typed, names: like.slice(0, 3).map((one) => one.name).join(", ") }));
    };
    input.addEventListener("input", look);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        at = found.length ? (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length : -1;
        draw();
      } else if (event.key === "Enter") {
        event.preventDefault();
        choose();
      }
    });
    swap(place, h("div", { class: "ask-who" }, h("label", { for: "who" }, label), input, list, buttons(input, choose)));
    inSight();
    if (given) draw();
    else {
      input.value = start;
      input.select();
      look();
    }
    return focusOn(input);
  }

  // --- somebody, or a country, that nobody has offered -----------------------------------------------------------

  /** The words selected in the article or its raw copy, as a name. */
  selected() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !this.review.panes.contains(selection.anchorNode)) return "";
    const words = selection.toString().replaceAll(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+/u, "").replace(/(?:['’]s)?[^\p{L}\p{N}.]*$/u, "").replace(/(\p{Ll}{3})\.$/u, "$1");
    return words.length > 120 ? "" : words;
  }

  /** `+` and `=` outside the names: for what is selected, or for a name still to be typed. */
  async addSelected(isNew) {
    const name = this.selected();
    const chip = name && KINDS.flatMap((kind) => this.chips(kind)).find((one) => [one.name, one.label].some((own) => folded(own) === folded(name)));
    if (!name) {
      const active = document.activeElement;
      const kind = KINDS.find((one) => [this.adders[one], this.groups[one], this.under[one]].some((place) => place.contains(active))) || "people";
      this.show();
      return this.add(kind, "", isNew && kind === "people");
    }
    this.show();
    if (chip && chip.state === "in") {
      this.focus(chip);
      return say(t("said.in.already", { name: chip.label }));
    }
    if (chip) return chip.kind === "people" ? this.openMenu(chip, isNew ? "new" : "is") : this.takeIn(chip);
    for (const kind of ["countries", "bodies"]) {
      const found = await get(kind, { q: name }).catch(() => []); // a help alone
      if (found.some((one) => folded(one.matched) === folded(name) || folded(one.name) === folded(name))) return this.add(kind, name);
    }
    return this.add("people", name, isNew);
  }

  show() {
    this.review.showPane("names");
    this.review.drawTabs();
  }

  /** Asks for a person or a country to come in; with `isNew` for somebody who gets a file. */
  add(kind, name = "", isNew = false) {
    this.shut();
    this.menu = { id: "", kind };
    const place = this.under[kind];
    const nobody = { id: "", kind, name, label: name, state: "none", role: "", quotes: [], which: [] };
    if (isNew) return this.askPerson(nobody, place);
    const takeIn = (one) => this.comes(kind, one.name, [{ op: "chip", file: this.review.file, kind, act: one.shared && one.slug ? "is" : "in", name: one.name, ...(kind === "people" && one.shared && one.slug ? { person: one.slug, value: one.slug } : {}) }], t("said.in", { name: one.name }));
    const bare = (typed) => (kind === "people" ? takeIn({ name: typed }) : say(t(`no.match.${kind}`)));
    return this.askName(place, { kind, isNew: kind === "people", label: t(`add.label.${kind}`), start: name, given: null, take: takeIn, bare, buttons: (input, choose) => h("p", { class: "row" }, button(t("act.in"), choose, { class: "btn small" }),
      kind === "people" && button(t("act.new"), () => this.add(kind, input.value.trim(), true), { class: "btn quiet small" }), button(t("cancel"), () => this.close(), { class: "btn quiet small" })) });
  }

  /** Writes acts of a form that stays as it is until they are done: a refusal loses nothing that was typed. */
  async comes(kind, name, ops, words, back = null) {
    if (this.busy) return false;
    this.busy = true;
    const place = this.under[kind];
    const from = document.activeElement;
    (back && this.focus(back)) || focusOn(this.adders[kind]); // what is typed ahead is no part of the name
    const isFree = holdFocus();
    try {
      await this.review.act(ops, words, { quiet: true });
    } catch (error) {
      sayError(error);
      if (isFree() && place.contains(from)) focusOn(from);
      return false;
    } finally {
      this.busy = false;
    }
    this.shut();
    if (isFree()) this.focus(this.chips(kind).find((one) => one.state === "in" && [one.name, one.label].some((own) => folded(own) === folded(name)))) || focusOn(this.adders[kind]);
    return true;
  }

  askRole(chip, place) {
    const input = h("input", { type: "text", id: "role", value: chip.role, dir: "auto", autocomplete: "off" });
    const save = () => this.does(chip, [this.op(chip, "role", { value: input.value.trim() })], t("said.role"));
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); } });
    swap(place, h("div", { class: "ask-who" }, h("label", { for: "role" }, t("role.label", { name: chip.label })), input, h("p", { class: "row" }, button(t("save"), save, { class: "btn small" }), button(t("cancel"), () => this.close(), { class: "btn quiet small" }))));
    place.firstElementChild.scrollIntoView({ block: "nearest" });
    input.select();
    return focusOn(input);
  }

  /** A file for somebody new. Over a chip, under another name than the chip's, it is asked whether the two are one person. */
  askPerson(chip, place) {
    const of = (id, words, value) => [h("label", { for: `p-${id}` }, words), h("input", { type: "text", id: `p-${id}`, value, dir: "auto", autocomplete: "off" })];
    const legend = h("legend", {});
    const choice = (id) => h("label", {}, h("input", { type: "radio", name: "p-same", id: `p-${id}` }), ` ${t(`person.${id}`, { chip: chip.label })}`);
    const asks = h("fieldset", { class: "fld", hidden: true }, legend, h("div", { class: "row" }, choice("beside"), choice("same")));
    const rows = h("div", { class: "fld" }, of("name", t("person.name"), chip.name), of("family", t("person.family"), ""), of("role", t("person.role"), chip.role), of("note", t("person.note"), ""));
    const others = h("div", { class: "fld", hidden: true });
    const box = h("div", { class: "ask-who" }, rows, others, asks);
    const field = (id) => box.querySelector(`#p-${id}`);
    const value = (id) => field(id).value.trim();
    const own = new Set(); // what the editor has typed, no guess of ours
    let asked = "";
    let answered = Promise.resolve();
    // Which word is the surname the text tells, or the lexicon; where neither does nobody guesses.
    const suggestFamily = async (name) => {
      asked = name;
      const words = name.split(" ");
      const inText = chip.rule === "family name first" && folded(name) === folded(chip.name);
      let { surname } = inText ? { surname: words[0] } : await get("surname", { name }).catch(() => ({ surname: "" }));
      if (surname === words.at(-1) && FIRST.has((this.review.view.lang || "").split("-")[0])) surname = "";
      if (asked === name && !own.has("family")) field("family").value = surname;
    };
    const follow = () => {
      const isOther = Boolean(chip.id && value("name")) && ![chip.name, chip.label].some((name) => folded(name) === folded(value("name")));
      asks.hidden = !isOther;
      legend.textContent = t("person.other", { name: value("name"), chip: chip.label });
      if (!own.has("family") && asked !== value("name")) answered = suggestFamily(value("name"));
      if (!own.has("role")) field("role").value = isOther && !field("same").checked ? "" : chip.role; // it is the chip's
    };
    // Who has the name already, and no line that tells them apart: that one needs it as well, or no page is made of either.
    let sought = "";
    const seekOthers = async () => {
      sought = value("name");
      const mine = sought;
      const rows = mine ? await get("people", { q: mine }).catch(() => []) : []; // a help: without it the answer says so
      if (mine !== sought) return;
      const same = rows.filter((one) => one.slug && folded(one.name) === folded(mine) && !one.told);
      others.hidden = !same.length;
      swap(others, same.flatMap((one) => of(`other-${one.slug}`, t("person.note.other", { name: one.name, slug: one.slug }), "")));
    };
    const linesOf = () => Object.fromEntries([...others.querySelectorAll("input")].map((input) => [input.id.slice(8), input.value.trim()]));
    box.addEventListener("input", (event) => { own.add(event.target.id.slice(2)); follow(); if (event.target.id === "p-name") seekOthers(); });
    seekOthers();
    const save = async () => {
      const empty = others.hidden ? null : [field("note"), ...others.querySelectorAll("input")].find((input) => !input.value.trim());
      if (empty) {
        say(t("person.apart", { name: value("name") }));
        return focusOn(empty);
      }
      if (!value("name")) return focusOn(field("name"));
      await answered;
      if (!asks.hidden && !field("same").checked && !field("beside").checked) {
        say(legend.textContent);
        return focusOn(field("beside"));
      }
      const called = chip.id && (asks.hidden || field("same").checked) ? { called: chip.name, same: true } : {};
      const op = { op: "person", file: this.review.file, ...called, name: value("name"), family: value("family"), role: value("role"), note: value("note"), others: linesOf(), hash: this.review.view.hash };
      return this.comes("people", value("name"), [op], t("said.person", { name: value("name") }), chip.id ? chip : null);
    };
    box.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input") && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); save(); } });
    box.append(h("p", { class: "row" }, button(t("create"), save, { class: "btn small" }), button(t("cancel"), () => this.close(), { class: "btn quiet small" })));
    swap(place, box);
    follow();
    box.scrollIntoView({ block: "nearest" });
    return focusOn(field("name"));
  }
}

const folded = (name) => name.normalize("NFKC").replaceAll(/[’ʼ‘]/g, "'").toLowerCase().replaceAll(/\s+/g, " ").trim();

const isOpen = (chip) => (chip.state === "offered" && chip.about !== false && chip.score > 0) || (chip.state === "in" && chip.which.length > 0);
