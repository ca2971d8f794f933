// The preview's half in the page: reloads it in place, shows what is wrong and what is not settled.
// Put into pages by the preview's server alone; nothing of it is ever written to the published site.
(() => {
  "use strict";
  const PREFIX = "/_copydesk/";
  const own = document.currentScript;
  const page = own.dataset.page;
  let seen = own.dataset.seen;
  let stream = null;
  let retry = 0;
  let problemsShown = -1;
  let problemsEpoch = "";
  const swapped = new Map(); // style sheets by path → the query under which the newest is loaded

  // --- the stream ------------------------------------------------------------------------------------

  // A browser opens six connections to a host at most: a tab nobody looks at does without, and asks what it
  // missed when it is looked at again.
  function connect() {
    clearTimeout(retry);
    if (stream || document.hidden) return;
    const query = new URLSearchParams({ page, seen });
    stream = new EventSource(`${PREFIX}events?${query}`);
    stream.onopen = () => bar.connected(true);
    stream.onmessage = (event) => hear(JSON.parse(event.data));
    stream.onerror = () => {
      disconnect();
      bar.connected(false);
      retry = setTimeout(connect, 400);
    };
  }

  function disconnect() {
    if (stream) stream.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  // What has to be done is done in order: a second change must not overtake the first.
  let turn = Promise.resolve();
  function hear(told) {
    turn = turn.then(() => act(told)).catch((error) => console.error("copydesk preview:", error));
  }

  async function act(told) {
    document.documentElement.dataset.copydeskEpoch = told.epoch;
    bar.building(!told.begun);
    if (told.to) {
      location.replace(told.to);
      return;
    }
    if (told.urls.includes(page)) await refresh();
    for (const url of told.urls) if (url.endsWith(".css")) swapStyle(url);
    for (const url of told.urls) if (/\.(svg|png|jpe?g|gif|webp|avif)$/.test(url)) swapPicture(url);
    const key = `${told.run} ${told.problems} ${told.epoch}`;
    if (told.problems || problemsShown !== 0) await problems(told.problems, key);
    document.dispatchEvent(new CustomEvent("copydesk:told", { detail: told }));
  }

  // --- the page --------------------------------------------------------------------------------------

  async function refresh() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 503) return;
    if (answer.redirected || !(answer.headers.get("content-type") || "").startsWith("text/html")) {
      location.reload();
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const script = next.querySelector("script[data-page]");
    if (!script || scripted(document) || scripted(next)) {
      location.reload(); // scripts of the page's own have to run again; the browser keeps the scroll
      return;
    }
    seen = script.dataset.seen;
    for (const link of next.querySelectorAll('link[rel="stylesheet"]')) {
      const query = swapped.get(pathOf(link.getAttribute("href")));
      if (query) link.setAttribute("href", `${link.getAttribute("href").split("?")[0]}?${query}`);
    }
    const place = [scrollX, scrollY];
    Idiomorph.morph(document.documentElement, next.documentElement, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
      restoreFocus: true,
      head: { style: "morph" },
      callbacks: {
        beforeNodeRemoved: (node) => node !== bar.host,
        // What the reader has unfolded stays unfolded; the epoch is ours.
        beforeAttributeUpdated: (name, node) =>
          !(name === "open" && /^(DETAILS|DIALOG)$/.test(node.nodeName)) && !name.startsWith("data-copydesk-"),
      },
    });
    if (scrollX !== place[0] || scrollY !== place[1]) scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    if (!bar.host.isConnected) document.documentElement.append(bar.host);
    await badges();
  }

  function scripted(tree) {
    return [...tree.querySelectorAll("script")].some(
      (script) => !script.hasAttribute("data-copydesk") && (!script.type || /javascript|module/.test(script.type)),
    );
  }

  const pathOf = (href) => decodeURI(new URL(href, location.href).pathname);
  const based = (url) => (path) => path === url || path.endsWith(url);

  function swapStyle(url) {
    const same = based(url);
    for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
      const href = old.getAttribute("href");
      if (!same(pathOf(href))) continue;
      const query = `copydesk=${Date.now().toString(36)}`;
      const fresh = old.cloneNode();
      fresh.setAttribute("href", `${href.split("?")[0]}?${query}`);
      swapped.set(pathOf(href), query);
      // The old one goes when the new one is there: no moment without style.
      fresh.onload = fresh.onerror = () => old.remove();
      old.after(fresh);
    }
  }

  function swapPicture(url) {
    const same = based(url);
    for (const picture of document.querySelectorAll("img[src]")) {
      if (same(pathOf(picture.getAttribute("src")))) picture.src = `${picture.src.split("?")[0]}?copydesk=${Date.now()}`;
    }
  }

  // --- badges and problems ---------------------------------------------------------------------------

  async function badges() {
    const answer = await fetch(`${PREFIX}page.json?${new URLSearchParams({ url: page })}`);
    if (answer.ok) bar.badges(await answer.json());
  }

  async function problems(count, key) {
    if (count === 0) {
      bar.problems([]);
      problemsShown = 0;
      return;
    }
    const answer = await fetch(`${PREFIX}problems.json`);
    if (!answer.ok) return;
    const found = (await answer.json()).problems;
    const text = JSON.stringify(found) + key;
    if (text !== problemsEpoch) bar.problems(found);
    problemsEpoch = text;
    problemsShown = found.length;
  }

  const bar = (() => {
    const host = document.createElement("copydesk-preview");
    const root = host.attachShadow({ mode: "open" });
    const style = element("link", { rel: "stylesheet", href: `${PREFIX}client.css` });
    const strip = element("div", { class: "strip", role: "status" });
    const overlay = element("section", { class: "overlay", role: "alert", hidden: "", "aria-label": "Problems" });
    root.append(style, strip, overlay);
    let notes = { notes: [], source: "", link: "" };
    let found = [];
    let folded = false;
    let online = true;
    let building = false;

    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !overlay.hidden) fold(true);
    });

    function fold(yes) {
      folded = yes;
      draw();
    }

    function draw() {
      strip.replaceChildren();
      strip.append(element("a", { class: "desk", href: PREFIX, title: "The desk" }, "Copydesk"));
      if (!online) strip.append(element("span", { class: "note lost" }, "the preview has ended; waiting for it"));
      if (building) strip.append(element("span", { class: "note lost" }, "building; this is from the last run"));
      if (found.length) {
        const button = element("button", { class: "note problem", type: "button" }, count(found.length, "problem"));
        button.onclick = () => fold(!folded);
        strip.append(button);
      }
      for (const note of notes.notes) {
        strip.append(element("span", { class: `note ${note.kind}`, title: note.detail, tabindex: "0" }, note.label));
      }
      if (/^content\/articles\//.test(notes.source || "")) {
        const review = `${PREFIX}review?${new URLSearchParams({ f: notes.source })}`;
        strip.append(element("a", { class: "edit", href: review, title: notes.source }, "Edit"));
      } else if (notes.link) strip.append(element("a", { class: "edit", href: notes.link, title: notes.source }, "Edit"));
      overlay.hidden = !found.length || folded;
      if (overlay.hidden) return;
      const close = element("button", { class: "close", type: "button", "aria-label": "Show the page" }, "×");
      close.onclick = () => fold(true);
      const head = element("header", {}, element("h1", {}, count(found.length, "problem")), close);
      const said = "The page below is the last good one. It changes as soon as this is mended.";
      overlay.replaceChildren(element("div", { class: "panel" }, head, element("p", {}, said), ...found.map(problem)));
    }

    draw();
    return {
      host,
      connected(yes) {
        online = yes;
        draw();
      },
      building(yes) {
        if (yes === building) return;
        building = yes;
        draw();
      },
      badges(told) {
        notes = told;
        draw();
      },
      problems(list) {
        if (list.length > found.length || !list.length) folded = false;
        found = list;
        draw();
      },
    };
  })();

  function count(number, noun) {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
  }

  function problem(one) {
    const place = [one.path, one.line, one.column].filter(Boolean).join(":");
    const where = one.link ? element("a", { href: one.link, title: "Open in the editor" }, place) : place;
    const parts = [element("p", { class: "place" }, where), element("p", { class: "what" }, one.message)];
    if (one.text) {
      const line = element("code", {}, one.text);
      const mark = one.column ? `\n${" ".repeat(one.column - 1)}^` : "";
      const number = element("span", { class: "number" }, `${one.line} │ `);
      const pad = mark ? `\n${" ".repeat(`${one.line} │ `.length)}${mark.slice(1)}` : "";
      parts.push(element("pre", {}, number, line, element("span", { class: "mark" }, pad)));
    }
    if (one.advice) parts.push(element("p", { class: "advice" }, one.advice));
    return element("article", {}, ...parts);
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  document.documentElement.append(bar.host);
  connect();
  badges().catch(() => undefined);
})();
