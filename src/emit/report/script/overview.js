// The first view: counts, grades, and the table of findings that filters, sorts and searches.

const STEP = 200;
/** So many rules or departments have a bar. */
const BARS = 12;
const VERDICTS = ["confirmed", "possible", "unverifiable"];
const state = { verdict: "", rule: "", department: "", doc: "", decision: "", search: "", sort: "verdict", down: false, shown: STEP };

const keyOf = {
  verdict: (f) => VERDICTS.indexOf(f.verdict),
  rule: (f) => f.rule,
  document: (f) => f.doc,
  project: (f) => `${f.project_number || ""} ${f.project || ""}`,
  department: (f) => f.department || "",
  page: (f) => f.places[0]?.page ?? 0,
  decision: (f) => decisions.get(f.address)?.decision || "",
};

/** The findings that the filters leave, in the chosen order. */
function chosen() {
  const words = folded(state.search).split(/\s+/).filter(Boolean);
  const fits = (f) => (!state.verdict || f.verdict === state.verdict) && (!state.rule || f.rule === state.rule)
    && (!state.department || (f.department || "") === state.department) && (state.doc === "" || f.doc === Number(state.doc))
    && (!state.decision || (decisions.get(f.address)?.decision || "none") === state.decision)
    && words.every((word) => haystack(f).includes(word));
  const list = FINDINGS.filter(fits);
  const key = keyOf[state.sort];
  if (key) {
    const order = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "ja", { numeric: true }));
    // Of as much weight the least certain figures come first: they need a look.
    const certain = (f) => f.confidence ?? 1;
    list.sort((a, b) => (state.down ? -1 : 1) * order(key(a), key(b)) || certain(a) - certain(b) || a.index - b.index);
  }
  return list;
}

/** The beginning of a text: what it says in full stands with the finding. */
const brief = (text) => (text.length > 40 ? `${Array.from(text).slice(0, 40).join("")}…` : text);

function bars(counted, filter, label) {
  const sorted = [...counted].sort((a, b) => b[1].all - a[1].all || (a[0] < b[0] ? -1 : 1));
  const rows = sorted.slice(0, BARS);
  const most = Math.max(1, ...rows.map(([, n]) => n.all));
  return h("table.bars", {}, h("tbody", {}, rows.map(([name, n]) => h("tr", {},
    h("th", { scope: "row" }, h("button.link", { type: "button", click: () => { state[filter] = name; refilter(); } }, label(name))),
    h("td.bar", {}, h("div.fill", { "aria-hidden": "true" }, VERDICTS.map((v) => h(`i.i-${v}`, { style: { width: `${(100 * (n[v] || 0)) / most}%` } })))),
    h("td.n", {}, n.all)))),
    sorted.length > BARS ? h("tfoot", {}, h("tr", {}, h("td.faint", { colspan: 3 }, say("rest", sorted.length - BARS)))) : null);
}

function counted(of) {
  const counts = new Map();
  for (const finding of FINDINGS) {
    const name = of(finding);
    if (!name) continue;
    const n = counts.get(name) || { all: 0 };
    n.all += 1;
    n[finding.verdict] = (n[finding.verdict] || 0) + 1;
    counts.set(name, n);
  }
  return counts;
}

/** Printed against recomputed letters, a small table each assessor. */
function grades() {
  return RUN.grades.map(({ assessor, pairs }) => {
    const letters = [...new Set(pairs.flatMap(([printed, recomputed]) => [printed, recomputed]))].sort();
    const count = (a, b) => pairs.find(([p, r]) => p === a && r === b)?.[2] || "";
    const sum = (pick) => letters.map((letter) => pairs.filter((p) => p[pick] === letter).reduce((n, p) => n + p[2], 0));
    const [printed, recomputed] = [sum(0), sum(1)];
    const most = Math.max(1, ...printed, ...recomputed);
    const [width, height] = [34 + letters.length * 44, 96];
    const bar = (x, n, role) => draw("rect", { x, y: 78 - (68 * n) / most, width: 15, height: (68 * n) / most, style: role });
    const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${say(`assessor-${assessor}`)}: ${say("grades")}` },
      letters.map((letter, i) => [
        bar(20 + i * 44, printed[i], "fill:var(--paper);stroke:var(--ink);stroke-width:1.5"), bar(37 + i * 44, recomputed[i], "fill:var(--target)"),
        draw("text", { x: 36 + i * 44, y: 92, "text-anchor": "middle" }, letter),
      ]));
    return h("div.chart", {}, h("h3", {}, say(`assessor-${assessor}`)), drawing,
      h("div.scroll", { tabindex: "0", role: "group", "aria-label": `${say(`assessor-${assessor}`)} ${say("grades")}` }, h("table.years.matrix", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, `${say("printed")} ＼ ${say("recomputed")}`), letters.map((l) => h("th", { scope: "col" }, l)))),
        h("tbody", {}, letters.map((a) => h("tr", {}, h("th", { scope: "row" }, a),
          letters.map((b) => h(`td${a !== b && count(a, b) ? ".differs" : ""}`, {}, count(a, b)))))))));
  });
}

function overview() {
  const by = counted((f) => f.verdict);
  const counts = h("ul.counts", { "aria-label": say("verdict") }, VERDICTS.map((v) => h("li", {},
    h("button", { type: "button", "aria-pressed": String(state.verdict === v), click: () => { state.verdict = state.verdict === v ? "" : v; refilter(); } },
      verdict(v), h("b", {}, by.get(v)?.all || 0), h("span.faint", {}, say(`meaning-${v}`))))),
    h("li.card", {}, say("documents"), h("b", {}, RUN.documents.length),
      h("span.faint", {}, `${say("sheets")} ${RUN.documents.reduce((n, d) => n + d.sheets, 0)} · ${say("failed")} ${RUN.failed.length}`)));
  const panels = [];
  if (FINDINGS.length) panels.push(h("section.card", {}, h("h2", {}, say("byrule")), bars(counted((f) => f.rule), "rule", (name) => name)));
  const departments = counted((f) => f.department);
  if (departments.size) panels.push(h("section.card", {}, h("h2", {}, say("bydepartment")), bars(departments, "department", (name) => name)));
  if (RUN.grades.length) panels.push(h("section.card", {}, h("h2", {}, say("grades")), h("p.faint", {}, say("gradesnote")), h("div.cards", {}, grades())));
  const failed = RUN.failed.length ? h("details.card", { style: { marginTop: ".8rem" } }, h("summary", {}, `${say("failed")} (${RUN.failed.length})`),
    h("ul", {}, RUN.failed.map((f) => h("li", {}, h("bdi", {}, f.path), " — ", h("span.rule", {}, f.kind), ": ", either(f.message))))) : null;
  const table = h("div", { id: "table" });
  const view = [h("h1", { tabindex: "-1" }, say("title"), " ", h("span.faint", {}, `${RUN.tool} · ${say("offline")}`)),
    RUN.notes.map((note) => h("p.band", {}, either(note))),
    counts, h("div.overview", {}, panels), failed,
    h("h2", { id: "list" }, say("findings")), filters(), table];
  list(table);
  return view;
}

function filters() {
  const select = (key, values, label) => h("label", {}, say(key === "doc" ? "document" : key),
    h("select", { id: `f-${key}`, change: (e) => { state[key] = e.target.value; refilter(); } },
      h("option", { value: "" }, say("all")),
      values.map((value) => h("option", { value, selected: String(state[key]) === String(value) }, label(value)))));
  const present = (of) => [...new Set(FINDINGS.map(of).filter((v) => v !== undefined && v !== ""))];
  const names = (values) => values.sort((a, b) => String(a).localeCompare(String(b), "ja"));
  return h("form.filters", { role: "search", "aria-label": say("findings"), submit: (e) => e.preventDefault() },
    h("label", {}, say("search"), h("input", { id: "search", type: "search", value: state.search, input: (e) => { state.search = e.target.value; refilter(true); } })),
    select("verdict", VERDICTS, (v) => say(`verdict-${v}`)),
    select("rule", names(present((f) => f.rule)), (v) => v),
    select("department", names(present((f) => f.department)), (v) => v),
    RUN.documents.length > 1 ? select("doc", present((f) => f.doc), (v) => RUN.documents[v].name) : null,
    select("decision", ["none", "accept", "reject", "correct"], (v) => say(v === "none" ? "undecided" : `short-${v}`)),
    h("button", { type: "button", id: "clear", click: () => {
      Object.assign(state, { verdict: "", rule: "", department: "", doc: "", decision: "", search: "", shown: STEP });
      show();
    } }, say("clear")));
}

/** Draws the table anew; the controls around it stay, and so does the focus. */
function refilter(typing) {
  state.shown = STEP;
  const table = block("table");
  if (!table) return;
  for (const key of ["verdict", "rule", "department", "doc", "decision"]) {
    const select = block(`f-${key}`);
    if (select) select.value = state[key];
  }
  document.querySelectorAll(".counts button").forEach((button, i) => button.setAttribute("aria-pressed", String(state.verdict === VERDICTS[i])));
  list(table);
  if (!typing && document.activeElement?.classList.contains("link")) block("list").scrollIntoView();
}

function list(table) {
  const found = chosen();
  const summary = say("shown", FINDINGS.length, found.length);
  tell(summary);
  if (!found.length) {
    table.replaceChildren(h("p", {}, FINDINGS.length ? say("none") : say("nothing")));
    return;
  }
  const sorted = (key) => h("th", { scope: "col", "aria-sort": state.sort === key ? (state.down ? "descending" : "ascending") : "none" },
    h("button", { type: "button", id: `s-${key}`, click: () => {
      if (state.sort === key && state.down) Object.assign(state, { sort: "", down: false });
      else Object.assign(state, { down: state.sort === key, sort: key });
      list(table);
      block(`s-${key}`).focus();
    } }, say(key), state.sort === key ? (state.down ? " ▼" : " ▲") : ""));
  const plain = (key) => h("th", { scope: "col" }, say(key));
  const row = (f) => h("tr", {},
    h("td", {}, verdict(f.verdict)),
    h("td", {}, h("a", { href: `#/finding/${f.address}` }, h("bdi", {}, either(f.message))), h("br"), h("span.rule", {}, f.rule)),
    h("td.figure", {}, h("bdi", {}, f.printed === "" ? say("blank") : brief(f.printed))),
    h("td.figure", {}, h("bdi", {}, brief(f.recomputed || ""))),
    h("td", {}, h("bdi", {}, [f.project_number, f.project].filter(Boolean).join(" "))),
    h("td", {}, h("bdi", {}, f.department || "")),
    h("td", {}, h("bdi", {}, f.source)),
    h("td", {}, f.places[0]?.page || ""),
    h("td", {}, decisions.get(f.address)?.decision ? say(`short-${decisions.get(f.address).decision}`) : ""));
  const head = h("thead", {}, h("tr", {}, sorted("verdict"), sorted("rule"), plain("printed"), plain("recomputed"),
    sorted("project"), sorted("department"), sorted("document"), sorted("page"), sorted("decision")));
  const left = found.length - state.shown;
  table.replaceChildren();
  add(table, [h("p.faint", {}, summary),
    h("div.scroll", { tabindex: "0", role: "group", "aria-label": say("findings") }, h("table.list", {}, head, h("tbody", {}, found.slice(0, state.shown).map(row)))),
    left > 0 ? h("p.more", {}, h("button", { type: "button", id: "more", click: () => {
      state.shown += 5 * STEP;
      list(table);
      table.querySelectorAll("tbody a")[found.length - left]?.focus();
    } }, say("more", Math.min(left, 5 * STEP)))) : null]);
}
