// Pages as they look, with the disputed values framed.

/** Room around an enlarged value, in points. */
const ROOM = { x: 110, y: 34, width: 300, height: 96 };

/** A page or, with `region`, a part of it; `boxes` are framed: [x0, y0, x1, y1, "beside"?] in points. */
function pageView(doc, page, boxes, region) {
  const element = block(`p-${doc}-${page}`);
  const [width, height] = [Number(element.dataset.width), Number(element.dataset.height)];
  const [x0, y0, x1, y1] = region || [0, 0, width, height];
  const share = (part, all) => `${(100 * part) / all}%`;
  const image = h("img", { alt: say("picture", RUN.documents[doc].name, page), decoding: "async" });
  picture(element).then((address) => { image.src = address; }, () => { image.alt = say("nopicture", say("undrawn")); });
  const frame = ([left, top, right, bottom, kind]) => h(`span.box${kind ? ".beside" : ""}`, {
    style: {
      left: share(left - 2, width), top: share(top - 2, height),
      width: share(right - left + 4, width), height: share(bottom - top + 4, height),
    },
  });
  return h(`div.sheetview${region ? "" : ".whole"}`, { style: { aspectRatio: `${x1 - x0} / ${y1 - y0}` } },
    h("div.page", {
      style: {
        width: share(width, x1 - x0), height: share(height, y1 - y0),
        left: share(-x0, x1 - x0), top: share(-y0, y1 - y0),
      },
    }, image, boxes.map(frame)));
}

/** The part of a page around a box. */
function around([x0, y0, x1, y1], element) {
  const [width, height] = [Number(element.dataset.width), Number(element.dataset.height)];
  const w = Math.min(width, Math.max(x1 - x0 + 2 * ROOM.x, ROOM.width));
  const t = Math.min(height, Math.max(y1 - y0 + 2 * ROOM.y, ROOM.height));
  const left = Math.min(Math.max(0, (x0 + x1 - w) / 2), width - w);
  const top = Math.min(Math.max(0, (y0 + y1 - t) / 2), height - t);
  return [left, top, left + w, top + t];
}

/** A page of text; `spans` are marked: [start, end, "beside"?] in characters of the whole text. */
function textView(element, spans) {
  const { start, text } = JSON.parse(element.textContent);
  const characters = Array.from(text);
  const pieces = [];
  let at = 0;
  const sorted = spans.map(([from, to, kind]) => [from - start, to - start, kind]).sort((a, b) => a[0] - b[0]);
  for (const [from, to, kind] of sorted) {
    if (from < at || to > characters.length) continue;
    pieces.push(characters.slice(at, from).join(""));
    pieces.push(h(`mark${kind ? ".beside" : ""}`, {}, characters.slice(from, to).join("") || " "));
    at = to;
  }
  pieces.push(characters.slice(at).join(""));
  return h("pre.text", { tabindex: "0", "aria-label": say("place") }, pieces);
}

/** Everything to be seen of a finding: each disputed value enlarged, then the pages. */
function evidence(finding) {
  const places = finding.places.map((place, i) => ({ doc: finding.doc, place, kind: i ? "beside" : "" }));
  for (const related of finding.related || []) {
    const doc = related.document ? documentOf(related.document) : finding.doc;
    if (doc >= 0) places.push(...related.places.map((place) => ({ doc, place, kind: "beside" })));
  }
  const pages = new Map();
  for (const { doc, place, kind } of places) {
    const key = `${doc}-${place.page}`;
    if (!pages.has(key)) pages.set(key, { doc, page: place.page, boxes: [], spans: [] });
    if (place.box) pages.get(key).boxes.push([...place.box, kind]);
    else pages.get(key).spans.push([...place.span, kind]);
  }
  const caption = (doc, page) => say("whole", RUN.documents[doc].name, page);
  const views = [];
  for (const [key, { boxes, doc, page }] of pages) {
    const element = block(`p-${key}`);
    if (!element) continue;
    const wanted = boxes.filter((box) => !box[4]).slice(0, 3).concat(boxes.filter((box) => box[4]).slice(0, 3));
    for (const box of wanted) {
      views.push(h("figure.seen", {},
        h("figcaption", {}, `${say(box[4] ? "seenbeside" : "seen")} — ${caption(doc, page)}`),
        pageView(doc, page, boxes, around(box, element))));
    }
  }
  for (const [key, { doc, page, boxes, spans }] of pages) {
    const [drawn, written] = [block(`p-${key}`), block(`t-${key}`)];
    const why = RUN.undrawn[key];
    let view = null;
    if (drawn && drawn.dataset.crops) view = h("p.faint", {}, say("nopicture", say("toolarge")));
    else if (drawn) view = pageView(doc, page, boxes);
    else if (written) view = textView(written, spans);
    else view = h("p.faint", {}, say("nopicture", why ? either(why) : say("undrawn")));
    views.push(h("figure.seen", {}, h("figcaption", {}, caption(doc, page)), view));
  }
  return views;
}
