// Elements made of text: nothing here or elsewhere parses HTML, so that no headline, line or name can become one.

const memory = new Map();
/** What the browser keeps for this page. Where it keeps nothing (cookies blocked, storage full) the page remembers it until it goes. */
export const storage = {
  get(name) {
    if (memory.has(name)) return memory.get(name);
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  /** Returns whether it outlives the page. */
  set(name, value) {
    memory.delete(name);
    try {
      localStorage.setItem(name, value);
      return true;
    } catch {
      memory.set(name, value);
      return false;
    }
  },
  drop(name) {
    memory.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // it was never kept
    }
  },
  names() {
    try {
      return [...new Set([...Object.keys(localStorage), ...memory.keys()])];
    } catch {
      return [...memory.keys()];
    }
  },
};

/** An element with attributes, listeners (`onclick`) and children; null, false and "" are left out. */
export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "indeterminate") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

// What is pressed must still be there when it is let go: else a click falls between two drawings and is lost.
let pressed = null;
const waiting = new Map();
const later = new Map();
addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, () => setTimeout(() => {
    pressed = null;
    const places = [...waiting];
    waiting.clear();
    for (const [place, children] of places) swap(place, children);
    const acts = [...later.values()];
    later.clear();
    for (const act of acts) act();
  }), true);
}

/** Does now, or once what is pressed has been let go, what would move the page under the pointer. */
export function afterPress(name, act) {
  if (pressed) later.set(name, act);
  else act();
}

/** Puts other children into a place, the focus staying on what has the same `data-k`. Nothing here asks where anything stands: that would have the page laid out once for each place. */
export function swap(place, ...children) {
  if (pressed && pressed !== place && place.contains(pressed)) {
    waiting.set(place, children);
    return false;
  }
  waiting.delete(place);
  const active = document.activeElement;
  const held = place.contains(active) ? active.closest("[data-k]") : null;
  const name = held ? held.dataset.k : "";
  place.replaceChildren(...children.flat(9).filter(Boolean));
  if (!name) return false;
  const again = place.querySelector(`[data-k="${CSS.escape(name)}"]`);
  if (again) again.focus({ preventScroll: true });
  return Boolean(again);
}

export const kbd = (key) => h("kbd", { "aria-hidden": "true" }, key);

/** A button with its key shown; what it does is said by its words alone. */
export function button(text, act, { key = "", quiet = false, k = "", ...more } = {}) {
  const made = h("button", { type: "button", class: quiet ? "btn quiet" : "btn", onclick: act, "data-k": k || null, ...more }, text);
  if (key) made.append(kbd(key));
  return made;
}

/** Whether keys typed there are text. */
export function isEditable(node) {
  if (!(node instanceof HTMLElement)) return false;
  if (node.isContentEditable || node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement) return true;
  return node instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(node.type);
}

/** Focus, seen without being thrown about. */
export function focusOn(node) {
  if (!node) return false;
  node.focus({ preventScroll: true });
  (node.closest(".ask") || node).scrollIntoView({ block: "nearest" }); // with what is asked, not the button alone
  return document.activeElement === node;
}

/** Remembers where the focus is; asked later, whether nobody has taken it elsewhere: a late answer takes it from no one. */
export function holdFocus() {
  const active = document.activeElement;
  const name = active?.closest("[data-k]")?.dataset.k;
  return () => {
    const now = document.activeElement;
    return !now || now === document.body || now === active || (Boolean(name) && now.closest("[data-k]")?.dataset.k === name);
  };
}

/** A click's act, of a double click done once: the second would hit what has come to stand there meanwhile. */
export const once = (act) => (event) => (event.detail > 1 ? undefined : act(event));

let policy = null;
/** Rendered Markdown into a frame where no script runs: the one place where HTML is taken, under a policy of its name. */
export function showRendered(frame, html) {
  if (!policy && window.trustedTypes) policy = window.trustedTypes.createPolicy("rendered", { createHTML: (text) => text });
  frame.srcdoc = policy ? policy.createHTML(html) : html;
}
