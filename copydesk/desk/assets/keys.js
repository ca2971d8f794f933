// Single keys: which do what, where they are listened to, which the editor has switched off or changed.

import { isEditable, storage } from "./dom.js";

const STORED = "copydesk-keys";
// Where a key's letter is not ASCII (a Hangul keyboard, say) its place on the board tells which is meant.
const PLACES = { Slash: "/?", Minus: "-_", Equal: "=+", Digit3: "3#", Digit8: "8*", Space: "  " };

/** The key that an event means, as it stands on an English keyboard: "j", "J", "?", "Enter". */
export function keyOf(event) {
  if (event.key.length > 1) return event.key;
  if (event.key.charCodeAt(0) < 127) return event.key;
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter) return event.shiftKey ? letter[1] : letter[1].toLowerCase();
  const pair = PLACES[event.code];
  return pair ? pair[event.shiftKey ? 1 : 0] : event.key;
}

export const settings = {
  read() {
    try {
      return { off: false, without: [], other: {}, ...JSON.parse(storage.get(STORED) || "{}") };
    } catch {
      return { off: false, without: [], other: {} };
    }
  },
  write(value) {
    storage.set(STORED, JSON.stringify(value));
  },
};

/** The key that does something, as the editor has set it. */
export const shownKey = (key) => settings.read().other[key] || key;

// These may be held down; any other key does once what it does once, however long it is held.
const REPEATED = new Set(["j", "k", "n", "ArrowDown", "ArrowUp"]);

let prefix = "";
let turn = Promise.resolve();
let pending = 0;
let generation = 0;

/** Listens for keys; `find` gives the act for a key in the view that is open, or nothing. Acts wait for each other. */
export function listen(find) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // letters that are still being put together
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) return start(event, find, "Ctrl+S");
    // Out of a field Ctrl+Z is the desk's undo: the browser's own would change a field that nobody is in.
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.altKey && !isEditable(event.target) && !document.querySelector("dialog[open]")) return start(event, find, event.shiftKey ? "Z" : "z");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = keyOf(event);
    if (document.querySelector("dialog[open]")) return; // Escape there is the browser's: it closes the dialog
    if (key === "Escape") return start(event, find, "Escape");
    if (isEditable(event.target)) return;
    const set = settings.read();
    if (set.off && key.length === 1 && key !== "?") return;
    const sequence = prefix ? `${prefix} ${key}` : key;
    prefix = "";
    if (key === "*" || key === "g") {
      if (find(`${key} ?`, event) !== undefined) {
        prefix = key;
        event.preventDefault();
        return;
      }
    }
    const meant = Object.keys(set.other).find((name) => set.other[name] === sequence) || sequence;
    if (event.repeat && !REPEATED.has(meant)) return key.length === 1 && key !== " " ? event.preventDefault() : undefined;
    if (set.without.includes(meant) || (set.other[sequence] && meant === sequence)) return;
    start(event, find, event.shiftKey && key.startsWith("Arrow") ? `Shift+${key}` : meant);
  });
}

/** Does what a key means in the view that is open once all keys before it are done: whoever types ahead loses none. */
function start(event, find, key) {
  const ahead = pending > 0;
  if (!find(key, event) && !(ahead && key.length === 1)) return;
  event.preventDefault();
  const mine = generation;
  inOrder(() => {
    if (mine !== generation || (ahead && document.querySelector("dialog[open]"))) return undefined;
    const active = document.activeElement;
    // A key before it has opened a box: what was typed ahead is text for it, never a command.
    if (ahead && key.length === 1 && isEditable(active)) return document.execCommand("insertText", false, event.key);
    if (key === " ") return active.matches("button, summary, input") ? active.click() : undefined;
    const act = find(key, event);
    return act && act();
  });
}

/** Does something in the order of the keys: after those pressed before it, before those pressed after it. */
export function inOrder(act) {
  pending += 1;
  turn = turn
    .then(act)
    .catch((error) => console.error(error))
    .finally(() => {
      pending -= 1;
    });
}

/** Something went wrong: keys typed ahead counted on it and are dropped, so that none publishes what another could not mend. */
export function dropAhead() {
  generation += 1;
}
