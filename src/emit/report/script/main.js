// Addresses, the head of the page, and keys.

function renderHead() {
  const path = location.hash.slice(1) || "/";
  const link = (href, key, current) => h("a", { href, "aria-current": current ? "page" : null }, say(key));
  const theme = document.documentElement.dataset.theme || "auto";
  const many = decided().length;
  const focused = document.activeElement?.id;
  block("head").replaceChildren();
  add(block("head"), [
    h("span.name", {}, "kanrihyo"),
    h("nav", { "aria-label": "kanrihyo" }, link("#/", "findings", !path.startsWith("/document")), link("#/documents", "documents", path.startsWith("/document"))),
    notice ? h("span.band", {}, notice) : null,
    h("div.tools", {},
      many ? h("button.main", { type: "button", id: "export", click: exportDecisions }, say("export", many)) : null,
      h("button", { type: "button", id: "print", click: () => window.print() }, say("print")),
      h("button", { type: "button", id: "theme", "aria-label": `${say("theme")}: ${say(`theme-${theme}`)}`, click: () => {
        const next = { auto: "light", light: "dark", dark: "auto" }[theme];
        if (next === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = next;
        renderHead();
      } }, `${say("theme")}: ${say(`theme-${theme}`)}`),
      h("button", { type: "button", id: "language", lang: language === "ja" ? "en" : "ja", click: () => speak(language === "ja" ? "en" : "ja") }, say("other")))]);
  if (focused && block("head").querySelector(`#${CSS.escape(focused)}`)) block(focused).focus();
}

function speak(chosenLanguage) {
  language = chosenLanguage;
  notice = null;
  document.documentElement.lang = language;
  block("skip").textContent = say("skip");
  show(true);
}

/** Shows what the address names. */
function show(stay) {
  const [, view, first, second] = (location.hash.slice(1) || "/").split("/");
  const views = {
    "": overview,
    finding: () => findingView(decodeURIComponent(first || "")),
    documents: documentList,
    document: () => (second === undefined ? documentView(Number(first)) : projectView(Number(first), Number(second))),
  };
  const main = block("main");
  main.replaceChildren();
  add(main, [(views[view] || views[""])()]);
  renderHead();
  const heading = main.querySelector("h1");
  document.title = `${heading.textContent} — kanrihyo`;
  if (stay !== true) {
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

let last = "";
window.addEventListener("hashchange", () => {
  if (location.hash === "#main") {
    history.replaceState(null, "", last || "#/");
    block("main").focus();
    return;
  }
  last = location.hash;
  notice = null;
  show();
});

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const follow = (relation) => block("main").querySelector(`.steps a[rel="${relation}"]`)?.click();
  if (event.key === "/" && block("search")) {
    event.preventDefault();
    block("search").focus();
  } else if (event.key === "n") follow("next");
  else if (event.key === "p") follow("prev");
});

last = location.hash;
speak(RUN.language);
