// What every view stands in: the bars above and below, the live region, undo, the list of what is not committed.

import { get, inTurn, travel } from "./api.js";
import { button, h, kbd, swap } from "./dom.js";
import { dropAhead, settings, shownKey } from "./keys.js";
import { has, language, languages, setLanguage, t, told } from "./strings.js";

const status = h("span", { role: "status", id: "say" });
const savedAt = h("span", { class: "saved" });
const commit = h("span", { class: "commit" });
const hints = h("span", { class: "no-phone hints" });
const missing = h("span", { class: "missing" });
const header = h("header", { class: "d-bar" });
const tools = h("div", { class: "tools-place" });
const bulk = h("div", { class: "bulk", hidden: true });
const foot = h("footer", { class: "d-end" }, bulk, h("div", { class: "d-foot" }, status, missing, savedAt, commit, hints));
let main = document.querySelector("main");

export const shell = {
  header, tools, bulk, hints, missing,
  undo: null, redo: null, site: null, name: "", view: null,
  go: () => undefined,
  get main() {
    return main;
  },
};

export function begin() {
  document.documentElement.lang = language();
  document.body.replaceChildren(header, tools, main, foot);
}

/** Begins a view: its class on the page, its main part, its title. */
export function open(view, kind, title) {
  shell.view = view;
  document.body.className = `desk ${kind}`;
  document.title = `${title} · Copydesk`;
  const fresh = h("main", { id: "main", tabindex: "-1" });
  main.replaceWith(fresh);
  main = fresh;
  for (const place of [tools, bulk, missing, hints]) place.replaceChildren();
  bulk.className = "bulk";
  bulk.hidden = true;
  return fresh;
}

let said = 0;
/** Says an act once, to eyes and ears. The same words again are said again. */
export function say(text) {
  said += 1;
  status.textContent = text;
  status.dataset.said = said;
  status.classList.remove("wrong");
}

/** Says what nobody asked for, such as a change from outside: beside what went wrong just now, never in its place. */
export function sayBeside(text) {
  if (!status.classList.contains("wrong")) return say(text);
  if (status.textContent.includes(text)) return;
  say(`${status.textContent} ${text}`);
  status.classList.add("wrong");
}

/** Says what an act has brought about beside what it was for, behind what was said of it. */
export function sayMore(text) {
  const wrong = status.classList.contains("wrong");
  say(`${status.textContent} ${text}`.trim());
  status.classList.toggle("wrong", wrong);
}

/** Says what went wrong, with what can be done. */
export function sayError(error) {
  const several = (error.told && error.told.problems) || [];
  dropAhead();
  const words = error.code === "offline" ? t("lost") : error.told && error.told.conflicts ? t(error.told.here ? "said.conflict.tab" : "said.conflict") : several.length > 1 ? several.map((one) => told(one.message)).join(", ") : [told(error.message), told(error.advice)].filter(Boolean).join(": ");
  say(words || String(error));
  status.classList.add("wrong");
  if (error.code === "offline") savedAt.textContent = t("unsaved");
  if (error.status === 401) shell.locked();
}

let missed = null;
/** Says why a view is not there. */
export function sayMissing(view, error) {
  sayError(error);
  missed = { view, said };
}

/** What a view lacked is there: said where its lack was the last thing said, so that no error outlives its cause. */
export function sayThere(view) {
  if (missed?.view !== view) return;
  if (missed.said === said) say(t("back"));
  missed = null;
}

export function saved() {
  savedAt.textContent = t("saved", { time: new Date().toLocaleTimeString(language()) });
}
export const unsavedNow = () => {
  savedAt.textContent = t("unsaved");
};

/** A step's label in words. */
export function stepName(label) {
  const [kind, ...rest] = label.split(" ");
  const words = rest.join(" ");
  if (kind === "field") return t(`field.${words}`) === `field.${words}` ? words.replace(/\[\d+\]/, "") : t(`field.${words}`);
  return t(has(`step.${kind}`) ? `step.${kind}` : "step.edit", { rest: words }) + (/^\d+$/.test(words) && kind !== "line" ? ` ${words}` : "");
}

/** Takes up what an answer says of undo, redo and counts. */
export function take(answer) {
  if ("undo" in answer) [shell.undo, shell.redo] = [answer.undo, answer.redo];
  if (answer.site) shell.site = answer.site;
  if (answer.name) shell.name = answer.name;
  for (const place of document.querySelectorAll("[data-undo]")) drawUndo(place);
}

/** A place for the undo button, kept true. */
export function undoPlace(extra = "") {
  const place = h("span", { "data-undo": "", class: `undo-place ${extra}` });
  drawUndo(place);
  return place;
}

function drawUndo(place) {
  const words = shell.undo ? t("undo", { what: stepName(shell.undo.label) }) : t("undo.none");
  swap(place, button(words, () => undo(), { key: shownKey("z"), quiet: true, k: "undo", "aria-disabled": shell.undo ? null : "true" }));
}

export const undo = () => through("undo");
export const redo = () => through("redo");
async function through(what) {
  try {
    if (shell.view.beforeHistory) await shell.view.beforeHistory();
    await inTurn(() => undefined); // what is being saved just now is what is taken back
    if (!shell[what]) return say(t(`${what}.none`));
    const answer = await travel(what, { view: shell.view.file || "" });
    take(answer);
    saved();
    const name = stepName(answer.label);
    const words = t(`said.${what}`, { what: answer.title && answer.article !== (shell.view.file || "") ? t("step.of", { what: name, title: answer.title }) : name });
    say(words);
    await shell.view.onHistory(answer);
    return committed();
  } catch (error) {
    return sayError(error);
  }
}

// --- what is not committed ------------------------------------------------------------------------------------

let asked = 0;
/** Shows how many files git has not committed; asked again a moment after the last change. */
export function committed() {
  const mine = (asked += 1);
  setTimeout(async () => {
    if (mine !== asked) return;
    let found;
    try {
      found = await get("git");
    } catch {
      return;
    }
    if (!found.available) return commit.replaceChildren();
    if (!found.files.length) return swap(commit, t("committed"));
    swap(commit, `${t("not.committed", { n: found.files.length })} `, button(t("show"), () => showFiles(found.files), { quiet: true, k: "commit", class: "u" }));
  }, 250);
}

function showFiles(files) {
  const rows = files.map((one) => h("li", {}, h("code", {}, one.state), " ", h("span", { dir: "auto" }, one.file)));
  dialog(t("not.committed", { n: files.length }), h("p", { class: "note" }, t("commit.note")), h("ul", { class: "files" }, rows));
}

/** A dialog; the focus goes back to where it was. */
export function dialog(title, ...content) {
  const opener = document.activeElement;
  const close = button(t("close"), () => box.close(), { quiet: true });
  const box = h("dialog", { "aria-labelledby": "dialog-title" }, h("h2", { id: "dialog-title" }, title), ...content, h("p", { class: "act" }, close));
  box.addEventListener("close", () => {
    box.remove();
    // The browser itself gives the focus back at once and tells later: who has typed on by then keeps the new place.
    if (document.activeElement !== document.body) return;
    const name = opener?.dataset?.k;
    const again = opener?.isConnected ? opener : name && document.querySelector(`[data-k="${CSS.escape(name)}"]`);
    again?.focus();
  });
  document.body.append(box);
  box.showModal();
  return box;
}

// --- keys -----------------------------------------------------------------------------------------------------

/** All keys of a view, each to be switched off or changed. */
export function showKeys(rows) {
  const set = settings.read();
  const off = h("input", { type: "checkbox", checked: set.off, onchange: (event) => settings.write({ ...settings.read(), off: event.target.checked }) });
  const chosen = h("select", { onchange: (event) => { setLanguage(event.target.value); location.reload(); } },
    Object.entries(languages).map(([code, name]) => h("option", { value: code, lang: code }, name)));
  chosen.value = language();
  const list = rows.map(([key, what]) => {
    if (!key) return h("tr", {}, h("th", { colspan: "4", scope: "rowgroup", class: "head" }, what));
    const use = h("input", { type: "checkbox", "aria-label": t("keys.use", { what }), checked: !set.without.includes(key), onchange: (event) => {
      const now = settings.read();
      settings.write({ ...now, without: event.target.checked ? now.without.filter((one) => one !== key) : [...now.without, key] });
    } });
    const other = h("input", { type: "text", size: "3", maxlength: "1", "aria-label": t("keys.change", { what }), value: set.other[key] || (key.length === 1 ? key : ""), disabled: key.length > 1, onchange: (event) => {
      const now = settings.read();
      const changed = { ...now.other, [key]: event.target.value };
      if (!event.target.value || event.target.value === key) delete changed[key];
      settings.write({ ...now, other: changed });
    } });
    return h("tr", {}, h("td", {}, use), h("th", { scope: "row" }, kbd(key), h("span", { class: "vh" }, key)), h("td", {}, what), h("td", {}, other));
  });
  dialog(t("keys.title"), h("p", { class: "note" }, t("keys.note")), h("p", { class: "row" }, h("label", {}, off, ` ${t("keys.off")}`), h("label", {}, `${t("language")} `, chosen)),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("keys.title") }, h("table", { class: "keys" }, h("tbody", {}, list))));
}
