// An indicator over the years: a drawing, and the same figures as a table.

const SIZE = { width: 420, height: 190, left: 58, right: 14, top: 12, bottom: 26 };

/** Round marks for an axis from 0 (or below) to a little over the largest value. */
function ticks(low, high) {
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const marks = [];
  for (let at = Math.floor(low / step) * step; marks.length < 9; at += step) {
    marks.push(at);
    if (at >= high) break;
  }
  return marks;
}

const short = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 2, notation: Math.abs(value) >= 1e7 ? "compact" : "standard" }).format(value);

/** The line chart of an indicator; null where no figure is a number. */
function chart(indicator) {
  const figures = indicator.figures.filter((f) => f.number !== undefined && (f.role === "target" || f.role === "actual"));
  if (!figures.length) return null;
  const years = indicator.figures.map((f) => f.year);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const values = figures.map((f) => Number(f.number));
  const marks = ticks(Math.min(0, ...values), Math.max(...values, 0));
  const [low, high] = [marks[0], marks[marks.length - 1]];
  const x = (year) => SIZE.left + ((SIZE.width - SIZE.left - SIZE.right) * (last === first ? 0.5 : (year - first) / (last - first)));
  const y = (value) => SIZE.top + (SIZE.height - SIZE.top - SIZE.bottom) * (1 - (value - low) / (high - low || 1));
  const parts = marks.map((mark) => [
    draw("line.axis", { x1: SIZE.left, x2: SIZE.width - SIZE.right, y1: y(mark), y2: y(mark) }),
    draw("text", { x: SIZE.left - 5, y: y(mark) + 4, "text-anchor": "end" }, short(mark)),
  ]);
  const step = Math.ceil((last - first + 1) / 8);
  for (let year = first; year <= last; year += step) {
    parts.push(draw("text", { x: x(year), y: SIZE.height - 8, "text-anchor": "middle" }, year));
  }
  for (const role of ["target", "actual"]) {
    const own = figures.filter((f) => f.role === role).sort((a, b) => a.year - b.year);
    let path = "";
    own.forEach((f, i) => {
      // A year without a figure is a gap in the line.
      const joined = i > 0 && own[i - 1].year >= f.year - 1;
      path += `${joined ? "L" : "M"}${x(f.year).toFixed(1)} ${y(Number(f.number)).toFixed(1)}`;
    });
    parts.push(draw(`path.${role}`, { d: path || "M0 0" }));
    for (const f of own) {
      const [cx, cy] = [x(f.year), y(Number(f.number))];
      const said = `${f.year} ${say(role)} ${f.printed}${f.restated ? ` (${say("restated")})` : ""}`;
      const dot = role === "target"
        ? draw("rect.dot-target", { x: cx - 4, y: cy - 4, width: 8, height: 8 }, draw("title", {}, said))
        : draw("circle.dot-actual", { cx, cy, r: 4 }, draw("title", {}, said));
      parts.push(dot);
      if (f.restated) parts.push(draw("circle.restated", { cx, cy, r: 8 }));
    }
  }
  return draw("svg", { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": `${clean(indicator.label)} ${say("trend")}` }, parts);
}

const legend = () => h("p.faint", {},
  draw("svg", { width: 30, height: 12, "aria-hidden": "true" }, draw("line", { x1: 0, x2: 30, y1: 6, y2: 6, style: "stroke:var(--target);stroke-width:2;stroke-dasharray:5 3" }), draw("rect", { x: 11, y: 2, width: 8, height: 8, style: "fill:var(--paper);stroke:var(--target);stroke-width:2" })),
  ` ${say("target")}　`,
  draw("svg", { width: 30, height: 12, "aria-hidden": "true" }, draw("line", { x1: 0, x2: 30, y1: 6, y2: 6, style: "stroke:var(--actual);stroke-width:2.5" }), draw("circle", { cx: 15, cy: 6, r: 4, style: "fill:var(--actual)" })),
  ` ${say("actual")}　`,
  draw("svg", { width: 18, height: 18, "aria-hidden": "true" }, draw("circle", { cx: 9, cy: 9, r: 8, style: "fill:none;stroke:var(--ink);stroke-width:1.5" })),
  ` ${say("restated")}　${say("unsure")}`);

/** All figures of an indicator by year and role, the disputed ones framed. */
function years(indicator, disputed) {
  const columns = [...new Set(indicator.figures.map((f) => f.year))].sort((a, b) => a - b);
  const roles = [...new Set(indicator.figures.map((f) => f.role))];
  const cell = (role, year) => {
    const own = indicator.figures.filter((f) => f.role === role && f.year === year);
    const classes = own.some((f) => disputed.has(f.field)) ? ".disputed" : own.some((f) => f.unsure) ? ".unsure" : "";
    const text = own.map((f) => f.printed + (f.corrected ? ` → ${say("correctedto", f.corrected[0] ?? "", f.corrected[1])}` : "")
      + (f.restated ? ` [${say("restated")}]` : "")).join(" / ");
    return h(`td${classes}`, {}, text);
  };
  return h("div.scroll", { tabindex: "0", role: "group", "aria-label": clean(indicator.label) },
    h("table.years", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("year")), columns.map((year) => h("th", { scope: "col" }, year)))),
      h("tbody", {}, roles.map((role) => h("tr", {}, h("th", { scope: "row" }, say(`role-${role}`)), columns.map((year) => cell(role, year)))))));
}

function indicatorCard(indicator, disputed) {
  return h("section.card.chart", {},
    h("h3", {}, h("bdi", {}, indicator.label), indicator.unit ? h("span.faint", {}, ` (${indicator.unit})`) : null,
      h("span.faint", {}, ` ${say(`kind-${indicator.kind}`)}`)),
    chart(indicator), years(indicator, disputed));
}
