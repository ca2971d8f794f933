// The desk's page: which view is open, its address, what keys do everywhere, what the server tells.

import { follow, takeKey } from "./api.js";
import { button, h } from "./dom.js";
import { listen } from "./keys.js";
import { Queue } from "./queue.js";
import { Review } from "./review.js";
import { begin, committed, open, redo, say, shell, undo } from "./shell.js";
import { t } from "./strings.js";

const keeps = takeKey();
begin();
if (!keeps) say(t("no.storage"));

async function show(hints = {}) {
  const view = location.pathname === "/review" ? new Review(location.search, hints) : new Queue(location.search, history.state || {});
  await view.show();
}

shell.go = async (address, hints = {}) => {
  if (shell.view instanceof Queue) shell.view.keepAddress();
  const left = shell.view && shell.view.leave ? await shell.view.leave() : {};
  history.replaceState({ ...history.state, ...left }, "");
  if (hints.replace) history.replaceState({}, "", address);
  else history.pushState({}, "", address);
  await show(hints);
};

addEventListener("popstate", async () => {
  takeKey(); // a key typed in comes as a new address too
  if (shell.view && shell.view.leave) await shell.view.leave();
  await show();
});
addEventListener("pagehide", () => {
  if (shell.view instanceof Queue) history.replaceState({ ...history.state, ...shell.view.leave() }, "", shell.view.address());
});

shell.locked = () => {
  if (shell.view && shell.view.isLocked) return;
  const view = { isLocked: true, find: () => undefined, onEvent: () => undefined };
  const main = open(view, "locked", t("desk"));
  shell.header.replaceChildren(h("b", {}, "Copydesk"));
  const given = h("input", { type: "text", id: "key", autocomplete: "off", spellcheck: "false" });
  const use = () => {
    const key = given.value.trim().replace(/^.*#k=/, "");
    location.hash = `k=${key}`;
  };
  given.addEventListener("keydown", (event) => event.key === "Enter" && use());
  main.append(h("div", { class: "empty" }, h("h1", {}, t("desk")), h("p", {}, t("locked")), h("p", { class: "row" }, h("label", { for: "key" }, t("locked.label")), given, button(t("open"), use, {}))));
  given.focus();
};

const everywhere = {
  z: undo, Z: redo, "g ?": () => undefined, "g q": () => shell.go("/"),
};

listen((key, event) => {
  const act = shell.view && shell.view.find(key, event);
  return act === undefined && !(shell.view && shell.view.isLocked) ? everywhere[key] : act;
});

let lost = false;
follow(
  (event) => {
    if (event.locked) return shell.locked();
    if (lost && event.hello) {
      lost = false;
      say(t("back"));
      if (shell.view.onBack) shell.view.onBack();
      else if (shell.view.onEvent) shell.view.onEvent({ queue: true });
    }
    if (event.changed) committed();
    if (shell.view && shell.view.onEvent) shell.view.onEvent(event);
    return undefined;
  },
  () => {
    if (!lost) say(t("lost"));
    lost = true;
  },
);

show();
