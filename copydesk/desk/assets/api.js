// Calls to the desk's server: the key, one change at a time, what is told by it, and typed text that is not saved yet.

import { storage } from "./dom.js";

const STORED = "copydesk-key";
const UNSAVED = "copydesk-unsaved:";

let unlock = () => undefined;

/** Takes the key out of the address, where no server and no history keeps it, into the page's own storage; false if it is lost at a reload. */
export function takeKey() {
  const given = /(?:^#|&)k=([\w-]+)/.exec(location.hash);
  if (!given) return true;
  const kept = storage.set(STORED, given[1]);
  history.replaceState(history.state, "", location.pathname + location.search);
  unlock();
  return kept;
}

export class CallError extends Error {
  constructor(status, told) {
    super(told.message || "");
    this.status = status;
    this.code = told.code || "";
    this.advice = told.advice || "";
    this.told = told;
  }
}

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      ...options,
      headers: { "X-Copydesk-Key": storage.get(STORED) || "", ...(options.headers || {}) },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
  } catch {
    throw new CallError(0, { code: "offline" });
  }
  let told = {};
  try {
    told = await answer.json();
  } catch {
    throw new CallError(answer.status || 0, { code: "offline" });
  }
  if (!answer.ok) throw new CallError(answer.status, told);
  return told;
}

export const get = (path, given = {}) => {
  const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== "" && value !== undefined));
  return call(`/api/${path}${query.size ? `?${query}` : ""}`);
};

export const post = (path, body) =>
  call(`/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// --- changes: one after the other, so that none takes another for somebody else's -----------------------------

let turn = Promise.resolve();
let begun = 0;
/** How many changes have been begun, taken back and done again with them: what was asked before one began tells nothing of after it. */
export const changesBegun = () => begun;

/** Does something once all changes before it are done; a change that fails stops none after it. */
export function inTurn(act) {
  const done = turn.then(act);
  turn = done.catch(() => undefined);
  return done;
}

/** Writes acts to files. The same step asked twice (an answer lost on its way) is done once. What came of it is taken up before the next begins, or that would take it for somebody else's. */
export async function change(ops, more = {}, takeUp = () => undefined) {
  const step = crypto.randomUUID();
  return inTurn(async () => {
    begun += 1;
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await post("change", { step, ops: typeof ops === "function" ? ops() : ops, ...more });
        takeUp(answer);
        return answer;
      } catch (error) {
        if (error.code !== "starting" || tries > 2) throw error;
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
    }
  });
}

/** Takes a step back (`undo`) or does it again (`redo`), in its turn. */
export const travel = (what, given) => inTurn(() => {
  begun += 1;
  return post(what, given);
});

// --- what the server tells ----------------------------------------------------------------------------------

/** Follows what the server tells until the page goes; `onLost` when it cannot be heard. */
export async function follow(onEvent, onLost) {
  for (;;) {
    try {
      const answer = await fetch("/api/events", {
        headers: { "X-Copydesk-Key": storage.get(STORED) || "" },
        cache: "no-store",
        credentials: "omit",
      });
      if (answer.status === 401) {
        onEvent({ locked: true });
        await new Promise((resolve) => { unlock = resolve; });
        continue;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const line of lines) if (line) onEvent(JSON.parse(line));
      }
    } catch {
      // the server has gone: it is asked again
    }
    onLost();
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

// --- typed and not saved ------------------------------------------------------------------------------------

// Each page keeps its own, under a name that it holds a lock of for as long as it is open: what another open page has
// typed is not offered here, and not dropped. A reload has the name again; two tabs of one origin, a copied one too, never.
const TABS = "copydesk-tab:";
let own = "";
let open = new Set();

const holds = (name) => new Promise((resolve) => {
  if (!navigator.locks) return resolve(true);
  const held = () => { resolve(true); return new Promise(() => undefined); };
  return navigator.locks.request(TABS + name, { signal: AbortSignal.timeout(500) }, held).catch(() => resolve(false));
});

const named = (async () => {
  let name = "";
  try {
    name = sessionStorage.getItem(TABS) || "";
  } catch {
    // nothing is kept: a name for this page alone
  }
  if (!name || !(await holds(name))) {
    name = crypto.randomUUID();
    await holds(name);
  }
  own = name;
  try {
    sessionStorage.setItem(TABS, name);
  } catch {
    // as above
  }
})();

/** Keeps typed text until a save is confirmed: a crash, a reload or a failed save loses none of it. */
export const unsaved = {
  /** Done once this page has its name: what it keeps before that it would not find again. */
  named,
  /** Whether anything is kept of a file, by whichever page. */
  has: (file) => storage.names().some((name) => name.startsWith(`${UNSAVED}${file}\n`)),
  /** Looks which other pages are open; what any other has left may be taken over. */
  async look() {
    await named;
    const { held } = navigator.locks ? await navigator.locks.query() : { held: [] };
    open = new Set(held.filter((one) => one.name.startsWith(TABS)).map((one) => one.name.slice(TABS.length)));
  },
  keep(file, at, value, was, time = Date.now()) {
    storage.set(`${UNSAVED}${file}\n${at}\n${own}`, JSON.stringify({ value, was, time }));
  },
  drop: (file, at) => storage.drop(`${UNSAVED}${file}\n${at}\n${own}`),
  /** What is kept of a file by field: this page's own, else the newest that a page left which is no longer open. */
  of(file) {
    const found = {};
    const head = `${UNSAVED}${file}\n`;
    for (const name of storage.names()) {
      if (!name.startsWith(head)) continue;
      const [at, page = ""] = name.slice(head.length).split("\n");
      if (page !== own && open.has(page)) continue;
      try {
        const held = { ...JSON.parse(storage.get(name)), name, rank: page === own ? Infinity : 0 };
        const other = found[at];
        if (!other || held.rank > other.rank || (held.rank === other.rank && held.time > other.time)) found[at] = held;
      } catch {
        storage.drop(name);
      }
    }
    for (const [at, { name, rank, ...held }] of Object.entries(found)) {
      if (!rank) {
        storage.drop(name);
        this.keep(file, at, held.value, held.was, held.time);
      }
    }
    return found;
  },
  move(from, to) {
    for (const [at, held] of Object.entries(this.of(from))) {
      this.keep(to, at, held.value, held.was, held.time);
      this.drop(from, at);
    }
  },
};
