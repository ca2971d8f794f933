// The names of an article as chips: people and countries that are in, offered, turned down; who is who.

import { get } from "./api.js";
import { button, focusOn, h, holdFocus, kbd, swap } from "./dom.js";
import { shownKey } from "./keys.js";
import { say } from "./shell.js";
import { ruleWords, t } from "./strings.js";

const KINDS = ["people", "countries"];
const SIGNS = { in: "✓", offered: "?", rejected: "✕" };
const SURE = 0.8;

export class Names {
  constructor(review) {
    this.review = review;
    this.open = 0;
    this.current = { people: "", countries: "" };
    this.menu = null;
    this.turn = {};
    this.count = h("small", {});
    this.groups = Object.fromEntries(KINDS.map((kind) => [kind, h("div", { class: "cz", role: "toolbar", "aria-label": t(`group.${kind}`), "data-kind": kind })]));
    this.under = Object.fromEntries(KINDS.map((kind) => [kind, h("div", { class: "under" })]));
    this.which = h("div", { class: "which" });
    this.node = h("section", { class: "pane", id: "names", tabindex: "0", "aria-labelledby": "h-names" }, h("h2", { id: "h-names" }, t("names"), " ", this.count, kbd(shownKey("W"))),
      h("h3", { class: "group" }, t("group.people")), this.groups.people, this.under.people, this.which, h("h3", { class: "group" }, t("group.countries"), kbd(shownKey("C"))), this.groups.countries, this.under.countries);
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
      swap(this.groups[kind], chips.length ? chips.map((chip) => this.button(chip)) : h("p", { class: "note" }, t(`none.${kind}`)));
    }
    this.drawWhich();
    this.drawEvidence();
  }

  button(chip) {
    const state = chip.gone ? t("chip.gone") : chip.which.length ? t("chip.which") : chip.state === "in" ? chip.role : chip.state === "rejected" ? t("chip.rejected") : [chip.role, chip.score ? chip.score.toFixed(2).replace(/^0/, "") : t("chip.mentioned")].filter(Boolean).join(" ");
    const classes = { in: "in", offered: "of", rejected: "no" }[chip.state];
    const current = this.current[chip.kind] === chip.id;
    return h("button", { type: "button", class: `${classes} ${current ? "cur" : ""} ${chip.gone ? "gone" : ""}`, "data-chip": chip.id, "data-k": chip.id, "data-open": isOpen(chip) ? "" : null, tabindex: current ? "0" : "-1",
      "aria-haspopup": "menu", "aria-expanded": this.menu && this.menu.id === chip.id ? "true" : "false", "aria-label": [chip.label, t(`chip.${chip.state}`), chip.gone || chip.which.length || chip.role ? state : ""].filter(Boolean).join(", "),
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
    this.drawEvidence();
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

  evidence(chip) {
    const facts = [chip.rule ? t("evidence", { rule: ruleWords(chip.rule) }) : "", chip.score ? t("score", { n: chip.score.toFixed(2).replace(/^0/, "") }) : ""].filter(Boolean).join("; ");
    const keys = h("span", { class: "no-phone" }, kbd(shownKey("a")), ` ${t("act.in")} · `, kbd(shownKey("r")), ` ${t("act.out")} · `, kbd("="), ` ${t("act.is")}`);
    return h("div", { class: "ev" }, chip.evidence.length ? h("p", {}, h("q", { dir: "auto" }, chip.evidence.map((part) => (part.who ? h("mark", {}, part.t) : part.t)))) : "",
      chip.quotes.map((quote) => h("p", { class: "note", dir: "auto" }, `“${quote}”`)), h("p", {}, facts, facts ? ". " : "", keys));
  }

  drawWhich() {
    const unclear = this.chips("people").filter((chip) => chip.which.length && chip.state === "in");
    swap(this.which, unclear.map((chip) => h("fieldset", { class: "fld", "data-which": chip.id }, h("legend", {}, t("which.legend", { name: chip.label })),
      h("div", { class: "row" }, chip.which.map((one) => h("label", {}, h("input", { type: "radio", name: `which-${chip.id}`, "data-k": `which:${chip.id}:${one.slug}`, "data-open": "", onchange: () => this.is(chip, one) }), ` ${one.note || one.slug}${one.why ? ` (${one.why})` : ""}`))))));
  }

  // --- moving -------------------------------------------------------------------------------------------------

  focusFirst(kind = "people") {
    const chips = this.chips(kind);
    return chips.length ? this.focus(this.chip(this.current[kind]) || chips[0]) : focusOn(this.node);
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
    return node ? this.chip(node.dataset.chip) : null;
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
      a: () => this.takeIn(chip), r: () => this.takeOut(chip), R: () => this.takeOut(chip, true), "=": () => this.openMenu(chip, "is"), "+": () => this.openMenu(chip, "new"),
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
    const node = this.groups[chip.kind].querySelector(`[data-chip="${CSS.escape(chip.id)}"]`);
    if (node) node.setAttribute("aria-busy", "true");
    try {
      await this.review.act(ops, words);
    } catch {
      if (node) node.removeAttribute("aria-busy");
      if (isFree()) this.focus(chip);
      return false;
    }
    if (!isFree()) return true;
    const still = this.chip(chip.id);
    const moved = ops[0].act === "out";
    if (!moved && still) this.focus(still);
    else this.focus((following && this.chip(following.id)) || still || this.chips(chip.kind)[0]) || focusOn(this.node);
    return true;
  }

  takeIn(chip) {
    if (chip.state === "in") return undefined;
    return this.does(chip, [this.op(chip, "in", { person: chip.person })], t("said.in", { name: chip.label }));
  }

  takeOut(chip, everywhere = false) {
    if (chip.state === "rejected" && !everywhere) return undefined;
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
      item(t("act.out.all"), () => this.takeOut(chip, true), "R"),
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
    const { id } = this.menu;
    this.shut();
    return this.focus(this.chip(id));
  }

  /** Whom a name means: a combobox over names and aliases. */
  askWho(chip, place) {
    let found = [];
    let at = -1;
    const list = h("ul", { role: "listbox", id: "who-list", "aria-label": t("group.people") });
    const input = h("input", { type: "text", id: "who", role: "combobox", "aria-expanded": "true", "aria-controls": "who-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", value: "", dir: "auto" });
    const draw = () => {
      swap(list, found.length ? found.map((one, number) => h("li", { role: "option", id: `who-${number}`, "aria-selected": number === at ? "true" : "false", class: number === at ? "cur" : null, onmousedown: (event) => { event.preventDefault(); this.is(chip, one); } },
        h("b", { dir: "auto" }, one.name), ` ${[one.note, one.country, one.articles ? t("articles", { n: one.articles }) : "", one.matched !== one.name ? t("alias", { name: one.matched }) : ""].filter(Boolean).join(", ")}`)) : h("li", { class: "note" }, input.value ? t("no.match") : ""));
      if (at >= 0) input.setAttribute("aria-activedescendant", `who-${at}`);
      else input.removeAttribute("aria-activedescendant");
    };
    let asked = 0;
    const look = async () => {
      const mine = (asked += 1);
      try {
        const rows = await get("people", { q: input.value.trim() });
        if (mine !== asked) return;
        const names = rows.map((one) => one.name);
        found = rows.map((one) => ({ ...one, shared: names.filter((name) => name === one.name).length > 1 }));
        at = found.length ? 0 : -1;
        draw();
      } catch {
        // a help alone: what is typed can be taken as it is
      }
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
        if (at >= 0) this.is(chip, found[at]);
        else if (input.value.trim()) this.is(chip, { slug: "", name: input.value.trim(), note: "" });
      }
    });
    swap(place, h("div", { class: "ask-who" }, h("label", { for: "who" }, t("is.label", { name: chip.label })), input, list));
    if (chip.which.length) {
      found = chip.which.map((one) => ({ ...one, shared: true, articles: 0, country: "", matched: one.name }));
      at = 0;
      draw();
    } else {
      input.value = chip.name.split(" ").at(-1);
      input.select();
      look();
    }
    return focusOn(input);
  }

  askRole(chip, place) {
    const input = h("input", { type: "text", id: "role", value: chip.role, dir: "auto", autocomplete: "off" });
    const save = () => this.does(chip, [this.op(chip, "role", { value: input.value.trim() })], t("said.role"));
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); } });
    swap(place, h("div", { class: "ask-who" }, h("label", { for: "role" }, t("role.label", { name: chip.label })), input, h("p", { class: "row" }, button(t("save"), save, { class: "btn small" }), button(t("cancel"), () => this.close(), { class: "btn quiet small" }))));
    input.select();
    return focusOn(input);
  }

  askPerson(chip, place) {
    const of = (id, words, value) => [h("label", { for: `p-${id}` }, words), h("input", { type: "text", id: `p-${id}`, value, dir: "auto", autocomplete: "off" })];
    const hangul = /[\uac00-\ud7a3]/.test(chip.name);
    const family = hangul ? "" : chip.name.split(" ").at(-1);
    const rows = h("div", { class: "fld" }, of("name", t("person.name"), chip.name), of("family", t("person.family"), family), of("role", t("person.role"), chip.role), of("note", t("person.note"), ""));
    const value = (id) => rows.querySelector(`#p-${id}`).value.trim();
    const save = () => this.does(chip, [{ op: "person", file: this.review.file, called: chip.name, name: value("name"), family: value("family"), role: value("role"), note: value("note"), hash: this.review.view.hash }], t("said.person", { name: value("name") }));
    rows.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); } });
    swap(place, h("div", { class: "ask-who" }, rows, h("p", { class: "row" }, button(t("create"), save, { class: "btn small" }), button(t("cancel"), () => this.close(), { class: "btn quiet small" }))));
    return focusOn(rows.querySelector("input"));
  }
}

const isOpen = (chip) => (chip.state === "offered" && chip.about !== false && chip.score > 0) || (chip.state === "in" && (chip.which.length > 0 || chip.gone));
