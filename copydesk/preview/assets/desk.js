// The review desk: draws what /_copydesk/desk.json says, again with each build. Text goes in as text, never as HTML.
(() => {
  "use strict";
  const token = document.querySelector('meta[name="copydesk-token"]').content;
  const part = (id) => document.querySelector(`#${id} > div`);

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== ""));
    return made;
  }
  const link = (href, text) => (href ? element("a", { href }, text) : element("span", {}, text));
  const notes = (list) => list.map((note) => element("span", { class: `note ${note.kind}`, title: note.detail }, note.label));
  const table = (head, rows) =>
    element("table", {}, element("thead", {}, element("tr", {}, ...head.map((h) => element("th", { scope: "col" }, h)))),
      element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, ...[cell].flat()))))));
  const nothing = (text) => element("p", { class: "none" }, text);

  async function post(what, order) {
    const answer = await fetch(`/_copydesk/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Copydesk-Token": token },
      body: JSON.stringify(order),
    });
    if (!answer.ok) document.querySelector("#state").textContent = (await answer.json()).error;
    await draw();
  }

  function problems(list, none) {
    if (!list.length) return nothing(none);
    return element("div", {}, ...list.map((one) => {
      const place = [one.path, one.line, one.column].filter(Boolean).join(":");
      return element("article", {}, element("p", { class: "place" }, link(one.link, place)),
        element("p", {}, one.message, one.advice ? `: ${one.advice}` : ""), one.text ? element("pre", {}, one.text) : "");
    }));
  }

  function unsettled(told) {
    if (!told.unsettled.length) return nothing("Every article is dated and published.");
    const rows = told.unsettled.map((row) => [link(row.url, row.title), notes(row.notes), link(row.link, row.path)]);
    const rest = told.unsettled_total - rows.length;
    return element("div", {}, table(["Article", "What is open", "File"], rows),
      rest > 0 ? nothing(`and ${rest} more`) : "");
  }

  function inbox(told) {
    const made = element("div");
    for (const one of told.added) {
      const said = one.path ? [`${one.file} → ${one.path}`, one.dropped ? `, ${one.dropped} lines dropped` : ""] : [`${one.file}: ${one.error}`];
      const item = element("p", { class: one.path ? "added" : "refused" }, ...said);
      if (!one.path) item.append(" ", button("Add all the same", () => post("add", { files: [one.file], force: true })));
      made.append(item);
      if (one.unsettled.length) made.append(element("ul", {}, ...one.unsettled.map((text) => element("li", {}, text))));
    }
    for (const file of told.waiting) {
      made.append(element("p", {}, file, " ", button("Add", () => post("add", { files: [file] }))));
    }
    if (!made.children.length) made.append(nothing("Drop a raw article into content/inbox/: it is added as a draft."));
    return made;
  }

  function button(text, act) {
    const made = element("button", { type: "button" }, text);
    made.onclick = () => {
      made.disabled = true;
      act();
    };
    return made;
  }

  function history(told) {
    if (!told.history.length) return nothing("Nothing yet.");
    return table(["When", "Took", "Changed", "Rendered"], told.history.map((one) => [
      new Date(one.at).toLocaleTimeString(),
      element("span", { title: Object.entries(one.timing).map(([k, v]) => `${k} ${v} ms`).join("\n") }, `${one.ms} ms`),
      changed(one), one.problems ? element("span", { class: "note problem" }, `${one.problems} problem${one.problems === 1 ? "" : "s"}`) : rendered(one),
    ]));
  }

  function changed(one) {
    if (!one.changed) return ["everything was looked at"];
    return [one.changes.join(", "), one.changed > one.changes.length ? ` and ${one.changed - one.changes.length} more` : ""];
  }

  function rendered(one) {
    const made = element("details", {}, element("summary", {}, `${one.rendered} rendered${one.gone ? `, ${one.gone} removed` : ""}`));
    one.urls.forEach((url, i) => {
      const why = button("why?", () => explain(url));
      made.append(element("p", {}, link(one.links[i], url), " ", why));
    });
    one.removed.forEach((url) => made.append(element("p", {}, `removed ${url}`)));
    return made;
  }

  async function explain(url) {
    const answer = await fetch(`/_copydesk/explain.json?${new URLSearchParams({ url })}`);
    const lines = (await answer.json()).lines;
    part("explain").replaceChildren(element("pre", {}, lines.join("\n")));
    document.querySelector("#explain").scrollIntoView({ block: "nearest" });
  }

  async function draw() {
    const told = await (await fetch("/_copydesk/desk.json")).json();
    document.querySelector("#name").textContent = told.name;
    document.querySelector("#site").href = told.base;
    document.querySelector("#state").textContent =
      `${told.articles} articles, ${told.items} pages and files; build ${told.epoch}; open: ${told.open.join(" ") || "no page"}`;
    part("problems").replaceChildren(problems(told.problems, "None: the pages are as the files are."));
    part("warnings").replaceChildren(problems(told.warnings, "None."));
    part("unsettled").replaceChildren(unsettled(told));
    part("inbox").replaceChildren(inbox(told));
    const open = [...document.querySelectorAll("#history details[open]")].length;
    if (!open) part("history").replaceChildren(history(told)); // what is being read stays
    document.body.dataset.epoch = told.epoch;
  }

  document.querySelector("#anew").onclick = () => post("anew", {});
  document.querySelector("#explain form").onsubmit = (event) => {
    event.preventDefault();
    explain(new FormData(event.target).get("url"));
  };
  let stream = null;
  function listen() {
    if (stream) stream.close();
    stream = null;
    if (document.hidden) return;
    stream = new EventSource("/_copydesk/events");
    stream.onmessage = () => draw().catch(() => undefined);
    stream.onerror = () => {
      document.querySelector("#state").textContent = "The preview has ended; waiting for it.";
    };
  }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => stream && stream.close());
  listen();
})();
