// Documents: what was read of each, and what was not.

const status = (doc) => say(doc.status);

function documentList() {
  const cell = (text) => h("td", {}, h("bdi", {}, text ?? ""));
  return [h("h1", { tabindex: "-1" }, say("documents")),
    h("div.scroll", { tabindex: "0", role: "group", "aria-label": say("documents") }, h("table.list", {},
      h("thead", {}, h("tr", {}, ["document", "publisher", "year", "profile", "status", "pages", "sheets", "findings"].map((key) => h("th", { scope: "col" }, say(key))))),
      h("tbody", {}, RUN.documents.map((doc, i) => h("tr", {}, h("td", {}, h("a", { href: `#/document/${i}` }, h("bdi", {}, doc.name))),
        cell(doc.publisher), cell(doc.year), cell(doc.profile), cell(status(doc)), cell(doc.pages), cell(doc.sheets), cell(doc.findings))))))];
}

function documentView(index) {
  const doc = RUN.documents[index];
  if (!doc) return [h("h1", { tabindex: "-1" }, say("gone"))];
  const it = detail(index);
  const fact = (key, value) => (value ? [h("dt", {}, say(key)), h("dd", {}, h("bdi", {}, value))] : null);
  const rows = it.sheets.map((sheet, s) => h("tr", {},
    h("td", {}, h("a", { href: `#/document/${index}/${s}` }, h("bdi", {}, sheet.number || sheet.id))),
    h("td", {}, h("bdi", {}, sheet.name || "")), h("td", {}, h("bdi", {}, sheet.department || "")), h("td", {}, sheet.page),
    h("td", {}, sheet.indicators.length), h("td", {}, h("bdi", {}, sheet.grades.map(([, printed]) => printed).join(" ")))));
  return [
    h("div.steps", {}, h("a", { href: "#/documents" }, `← ${say("documents")}`)),
    h("h1", { tabindex: "-1" }, h("bdi", {}, doc.name)),
    h("dl.facts.card", {}, fact("publisher", doc.publisher), fact("year", doc.year), fact("profile", doc.profile), fact("status", status(doc)),
      fact("pages", String(doc.pages)), fact("missing", (doc.missing_pages || []).join(", ")), fact("repaired", (doc.repaired || []).join(" · ")), fact("SHA-256", doc.sha256)),
    rows.length ? [h("h2", {}, `${say("sheets")} (${rows.length})`),
      h("div.scroll", { tabindex: "0", role: "group", "aria-label": say("sheets") }, h("table.list", {},
        h("thead", {}, h("tr", {}, ["sheets", "project", "department", "page", "indicator", "assessment"].map((key) => h("th", { scope: "col" }, say(key))))),
        h("tbody", {}, rows)))] : null,
    it.summary.length ? [h("h2", {}, say("list")), grid(it.summary, say("list"), LIST)] : null,
    it.tables.length ? [h("h2", {}, `${say("tables")} (${it.tables.length})`), it.tables.map((table) => h("details", { open: it.tables.length < 4 },
      h("summary", {}, `p.${table.page} `, h("bdi", {}, table.caption || `${table.rows.length} × ${table.rows[0]?.length ?? 0}`)), grid(table.rows, table.caption || say("tables"))))] : null,
    h("h2", {}, `${say("unread")} (${it.unread.length})`),
    h("p.faint", {}, Object.entries(it.aside).map(([why, n]) => `${say(`why-${why}`)} ${n}`).join(" · ")),
    it.unread.length ? h("div.scroll", { tabindex: "0", role: "group", "aria-label": say("unread") }, h("table.list.plain", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("page")), h("th", { scope: "col" }, say("unread")), h("th", { scope: "col" }, say("status")))),
      h("tbody", {}, it.unread.slice(0, 1000).map(([page, text, why]) => h("tr", {}, h("td", {}, page), h("td", {}, h("bdi", {}, text)), h("td", {}, say(`why-${why}`)))))))
      : h("p", {}, say("unreadnone")),
  ];
}

/** Columns of a list; its letters follow. */
const LIST = ["number", "project", "group", "department", "achievement", "effectiveness", "employment", "total"];

/** Rows of printed cells. */
const grid = (rows, label, names) => h("div.scroll", { tabindex: "0", role: "group", "aria-label": clean(label) },
  h("table.list.plain", {},
    names ? h("thead", {}, h("tr", {}, rows[0].map((_, i) => h("th", { scope: "col" }, say(names[i] || "grade"))))) : null,
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, h("bdi", {}, cell ?? ""))))))));

/** One project: its indicators over the years, its assessment, its texts and findings. */
function projectView(index, number) {
  const sheet = RUN.documents[index] && detail(index).sheets[number];
  if (!sheet) return [h("h1", { tabindex: "-1" }, say("gone"))];
  const own = FINDINGS.filter((f) => f.doc === index && f.record === number);
  const disputed = new Set(own.map((f) => f.field));
  return [
    h("div.steps", {}, h("a", { href: `#/document/${index}` }, "← ", h("bdi", {}, RUN.documents[index].name)),
      number > 0 ? h("a", { href: `#/document/${index}/${number - 1}`, rel: "prev" }, "‹") : null,
      number + 1 < detail(index).sheets.length ? h("a", { href: `#/document/${index}/${number + 1}`, rel: "next" }, "›") : null),
    h("h1", { tabindex: "-1" }, h("bdi", {}, [sheet.number, sheet.name].filter(Boolean).join(" ") || sheet.id)),
    h("p.faint", {}, `${sheet.department || ""} · p.${sheet.page}`),
    own.length ? [h("h2", {}, say("findings")), h("ul", {}, own.map((f) => h("li", {}, verdict(f.verdict), " ", h("a", { href: `#/finding/${f.address}` }, h("bdi", {}, either(f.message))))))] : null,
    sheet.grades.length ? [h("h2", {}, say("assessment")), h("div.scroll", { tabindex: "0", role: "group", "aria-label": say("assessment") }, h("table.years", {},
      h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, say("printed")), h("th", { scope: "col" }, say("recomputed")))),
      h("tbody", {}, sheet.grades.map(([who, printed, recomputed]) => h("tr", {}, h("th", { scope: "row" }, say(`assessor-${who}`)), h("td", {}, printed), h("td", {}, recomputed ?? ""))))))] : null,
    sheet.indicators.length ? [h("h2", {}, say("trend")), legend(), h("div.charts", {}, sheet.indicators.map((indicator) => indicatorCard(indicator, disputed)))] : null,
    sheet.texts.length ? [h("h2", {}, say("texts")), h("dl.facts.card", {}, sheet.texts.map(([role, label, text]) => [h("dt", {}, label || say(`narrative-${role}`)), h("dd", {}, h("bdi", {}, text))]))] : null,
  ];
}
