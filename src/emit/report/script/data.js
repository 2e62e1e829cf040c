// What the report holds: the run and its findings at once, documents and pictures when they are looked at.

const block = (id) => document.getElementById(id);
const parsed = (id) => JSON.parse(block(id).textContent);
const RUN = parsed("run");
const FINDINGS = parsed("findings");
/** The number of a document; -1 where the report has none. */
function documentOf(sha256) {
  return RUN.documents.findIndex((document) => document.sha256 === sha256);
}

/** Findings by the address under which a link reaches them. */
const ADDRESSES = new Map();
FINDINGS.forEach((finding, i) => {
  let address = finding.fingerprint;
  for (let n = 2; ADDRESSES.has(address); n += 1) address = `${finding.fingerprint}-${n}`;
  ADDRESSES.set(address, i);
  finding.index = i;
  finding.address = address;
});

/** Figures that another edition prints differently. */
const RESTATED = new Set();
for (const { rule, doc, field, related } of FINDINGS) {
  if (rule !== "restated-history") continue;
  RESTATED.add(`${doc} ${field}`);
  for (const it of related || []) RESTATED.add(`${it.document ? documentOf(it.document) : doc} ${it.field}`);
}

const details = new Map();
const EMPTY = { sheets: [], summary: [], tables: [], unread: [], aside: {} };
/** What was read of a document; nothing where that was left out. */
function detail(index) {
  if (!details.has(index)) {
    const it = block(`d-${index}`) ? parsed(`d-${index}`) : EMPTY;
    for (const figure of it.sheets.flatMap((sheet) => sheet.indicators).flatMap((indicator) => indicator.figures)) {
      figure.restated = RESTATED.has(`${index} ${figure.field}`);
    }
    details.set(index, it);
  }
  return details.get(index);
}

/** The record that a finding is about; null where it is about none. */
const recordOf = (finding) => (finding.record === undefined ? null : detail(finding.doc).sheets[finding.record] ?? null);

const folded = (text) => text.normalize("NFKC").toLowerCase();
/** Everything of a finding that a search looks through. */
function haystack(finding) {
  finding.haystack ??= folded([
    finding.source, finding.rule, finding.sheet, finding.project_number, finding.project, finding.department,
    finding.message.ja, finding.message.en, finding.printed, finding.recomputed, finding.field, finding.fingerprint,
  ].filter(Boolean).join("\n"));
  return finding.haystack;
}

const PICTURES = 24;
const pictures = new Map();
/** The picture of a page as an address for images; unpacked when it is first looked at, the oldest given up. */
function picture(element) {
  if (!pictures.has(element.id)) {
    const bytes = Uint8Array.from(atob(element.textContent), (c) => c.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    pictures.set(element.id, new Response(unpacked).text().then(
      (svg) => URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }))));
    if (pictures.size > PICTURES) {
      const [oldest, address] = pictures.entries().next().value;
      pictures.delete(oldest);
      address.then((it) => setTimeout(() => URL.revokeObjectURL(it), 10000));
    }
  }
  return pictures.get(element.id);
}
