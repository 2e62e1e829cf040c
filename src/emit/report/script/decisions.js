// A person's decisions: kept in this browser, and written as the file that `--baseline` takes.

const KEPT = `kanrihyo-review-${RUN.id}`;
const decisions = new Map();
try {
  for (const [address, decision] of JSON.parse(localStorage.getItem(KEPT) || "[]")) decisions.set(address, decision);
} catch { /* Without storage decisions last as long as the page is open. */ }

function keep() {
  try { localStorage.setItem(KEPT, JSON.stringify([...decisions])); } catch { /* As above. */ }
}

const decided = () => [...decisions].filter(([address, it]) => ADDRESSES.has(address) && it.decision);

/** A text as TOML writes it. */
const toml = (text) => JSON.stringify(String(text).toWellFormed()).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
  (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`);

/** The decisions as a review file. */
function review() {
  const entries = decided().map(([address, it]) => {
    const finding = FINDINGS[ADDRESSES.get(address)];
    const keys = {
      fingerprint: finding.fingerprint, decision: it.decision,
      corrected_to: it.decision === "correct" ? it.corrected_to : "",
      reason: it.reason, by: it.by, on: it.on, rule: finding.rule, source: finding.source,
      printed: finding.printed, recomputed: finding.recomputed, evidence: finding.evidence,
    };
    const lines = Object.entries(keys).filter(([key, value]) => value || key === "printed");
    return `[[decision]]\n${lines.map(([key, value]) => `${key} = ${toml(value)}\n`).join("")}`;
  });
  return `schema = "kanrihyo/review/v1"\n\n${entries.join("\n")}`;
}

/** The finding whose decision lacks something, as the last export told. */
let incomplete = null;
/** What the head of the page says besides. */
let notice = null;

function exportDecisions() {
  const lacking = decided().find(([, it]) => it.decision === "correct" && !(it.corrected_to && it.by));
  if (lacking) {
    incomplete = lacking[0];
    location.hash = `#/finding/${incomplete}`;
    show();
    return;
  }
  incomplete = null;
  const address = URL.createObjectURL(new Blob([review()], { type: "application/toml" }));
  h("a", { href: address, download: "review.toml" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
  tell(say("exported"));
  notice = say("exported");
  renderHead();
}

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
};

/** The form beside a finding. */
function decisionForm(finding) {
  const own = () => decisions.get(finding.address) || {};
  const change = (changes) => {
    decisions.set(finding.address, { ...own(), ...changes, on: today() });
    keep();
    renderHead();
  };
  const known = own();
  const lastBy = [...decisions.values()].map((it) => it.by).filter(Boolean).pop() || "";
  const correction = h("div", { hidden: known.decision !== "correct" },
    h("label.field", {}, say("corrected"),
      h("input", { id: "corrected", value: known.corrected_to || "", input: (e) => change({ corrected_to: e.target.value.trim() }) })));
  const choose = (decision) => {
    change({ decision, by: own().by ?? lastBy });
    correction.hidden = decision !== "correct";
    form.querySelector("#by").value = own().by;
  };
  const option = (decision, label) => h("label", {},
    h("input", { type: "radio", name: "decision", value: decision, checked: (known.decision || "") === decision, change: () => choose(decision) }),
    " ", label);
  const form = h("fieldset", {}, h("legend", {}, say("decide")),
    incomplete === finding.address ? h("p.band", { role: "alert" }, say("incomplete")) : null,
    option("", say("undecided")),
    ["accept", "reject", "correct"].map((decision) => option(decision, say(decision))),
    correction,
    h("label.field", {}, say("reason"),
      h("textarea", { id: "reason", rows: 2, input: (e) => change({ reason: e.target.value.trim() }) }, known.reason || "")),
    h("label.field", {}, say("by"),
      h("input", { id: "by", value: known.by ?? lastBy, autocomplete: "name", input: (e) => change({ by: e.target.value.trim() }) })));
  return form;
}
