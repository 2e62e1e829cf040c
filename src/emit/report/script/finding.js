// One finding: the page, the figures, the working, what the rule says, and the decision.

function findingView(address) {
  const index = ADDRESSES.get(address);
  if (index === undefined) return [h("h1", { tabindex: "-1" }, say("gone"))];
  const f = FINDINGS[index];
  const order = chosen();
  const at = order.findIndex((it) => it.address === address);
  const step = (other, key) => (other ? h("a", { href: `#/finding/${other.address}`, rel: key === "next" ? "next" : "prev" }, say(key)) : null);
  const record = recordOf(f);
  const disputed = new Set([f.field, ...(f.related || []).filter((r) => !r.document).map((r) => r.field)]);
  const place = (p) => (p.box ? `p.${p.page} [${p.box.map((n) => Math.round(n)).join(" ")}]` : `p.${p.page} ${p.span.join("–")}`);
  const fact = (key, value) => (value ? [h("dt", {}, say(key)), h("dd", {}, h("bdi", {}, value))] : null);
  const facts = h("dl.facts", {},
    h("dt", {}, say("document")), h("dd", {}, h("a", { href: `#/document/${f.doc}` }, h("bdi", {}, f.source))),
    f.record !== undefined ? [h("dt", {}, say("project")), h("dd", {}, h("a", { href: `#/document/${f.doc}/${f.record}` },
      h("bdi", {}, [f.project_number, f.project].filter(Boolean).join(" ") || f.sheet)))] : fact("project", f.project_number),
    fact("department", f.department), fact("place", f.places.map(place).join(", ")), fact("field", f.field), fact("fingerprint", f.fingerprint));
  const beside = (f.related || []).map((r) => h("li", {}, h("bdi", {}, r.printed || say("blank")), " ",
    h("span.faint", {}, `${r.document ? RUN.documents.find((d) => d.sha256 === r.document)?.name || r.document.slice(0, 8) : ""} ${r.places.map(place).join(", ")} ${r.field}`)));
  const own = (record?.indicators || []).filter((indicator) => indicator.figures.some((figure) => disputed.has(figure.field))
    || disputed.has(indicator.field) || [...disputed].some((field) => field.startsWith(`${indicator.field}/`)));
  const rule = RUN.rules[f.rule];
  return [
    h("div.steps", {}, h("a", { href: "#/" }, `← ${say("back")}`), step(order[at - 1], "previous"), h("span.faint", {}, at >= 0 ? `${at + 1} / ${order.length}` : ""), step(order[at + 1], "next")),
    h("h1", { tabindex: "-1" }, verdict(f.verdict), " ", h("bdi", {}, either(f.message)), " ", h("span.rule", {}, f.rule)),
    h("div.finding", {},
      h("section", { "aria-label": say("place") }, evidence(f)),
      h("section", {},
        h("div.versus", {},
          h("div.card", {}, say("printed"), h("div.big", {}, h("bdi", {}, f.printed === "" ? say("blank") : f.printed))),
          h("div.card", {}, say("recomputed"), h("div.big", {}, h("bdi", {}, f.recomputed || "—")))),
        f.working?.length ? h("div.card", {}, h("h2", { style: { marginTop: 0 } }, say("working")), h("ol.working", {}, f.working.map((w) => h("li", {}, h("bdi", {}, w))))) : null,
        beside.length ? h("div.card", {}, h("h2", { style: { marginTop: 0 } }, say("beside")), h("ul.working", {}, beside)) : null,
        h("p", {}, say(`meaning-${f.verdict}`)),
        facts,
        decisionForm(f),
        rule ? h("details", {}, h("summary", {}, say("manual")), h("pre.manual", {}, either(rule.manual))) : null)),
    own.length ? [h("h2", {}, say("trend")), legend(), h("div.charts", {}, own.map((indicator) => indicatorCard(indicator, disputed)))] : null,
  ];
}
