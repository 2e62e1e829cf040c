"use strict";
// Words, elements and texts. Everything that comes from a document reaches the page through `h` as text, never as
// markup.

const WORDS = {
  title: ["検算レポート", "Audit report"],
  skip: ["本文へ", "Skip to content"],
  findings: ["指摘", "Findings"],
  documents: ["文書", "Documents"],
  theme: ["配色", "Theme"],
  "theme-auto": ["自動", "auto"],
  "theme-light": ["明るい", "light"],
  "theme-dark": ["暗い", "dark"],
  other: ["English", "日本語"],
  print: ["印刷", "Print"],
  all: ["すべて", "all"],
  rule: ["規則", "Rule"],
  verdict: ["判定", "Verdict"],
  department: ["所管課", "Department"],
  document: ["文書", "Document"],
  project: ["事業", "Project"],
  printed: ["印字", "Printed"],
  recomputed: ["再計算", "Recomputed"],
  page: ["ページ", "Page"],
  decision: ["判断", "Decision"],
  search: ["検索 ( / キー)", "Search (key /)"],
  clear: ["条件を外す", "Clear filters"],
  shown: ["{0} 件中 {1} 件を表示", "{1} of {0} findings"],
  more: ["さらに {0} 件を表示", "Show {0} more"],
  rest: ["ほか {0} 種類", "and {0} more"],
  none: ["該当する指摘はありません", "No finding matches"],
  nothing: ["食い違いは見つかりませんでした", "No discrepancies found"],
  bydepartment: ["所管課ごとの指摘", "Findings by department"],
  byrule: ["規則ごとの指摘", "Findings by rule"],
  grades: ["評語: 印字と再計算", "Grades: printed and recomputed"],
  gradesnote: ["行は印字、列は再計算。太字は食い違い", "Rows are printed, columns recomputed; bold where they differ"],
  sheets: ["管理票", "Sheets"],
  pages: ["ページ", "pages"],
  failed: ["読めなかった文書", "Documents that could not be read"],
  partial: ["一部だけ読めた", "read in part"],
  complete: ["読み取り済み", "read"],
  previous: ["前の指摘", "Previous"],
  next: ["次の指摘", "Next"],
  back: ["一覧に戻る", "Back to the list"],
  working: ["計算", "Working"],
  beside: ["比較先", "Compared with"],
  place: ["位置", "Place"],
  field: ["項目", "Field"],
  fingerprint: ["指紋", "Fingerprint"],
  manual: ["この規則の解説", "About this rule"],
  blank: ["(空欄)", "(blank)"],
  seen: ["争点の拡大", "The disputed value, enlarged"],
  seenbeside: ["比較先の拡大", "What it is compared with, enlarged"],
  whole: ["{0} {1} ページ", "{0}, page {1}"],
  nopicture: ["このページの画像はありません: {0}", "There is no picture of this page: {0}"],
  undrawn: ["描けませんでした", "it could not be drawn"],
  toolarge: ["レポートの大きさの上限を超えるため、争点の周りだけを収めました", "to keep the report small only the surroundings of the disputed values are included"],
  picture: ["{0} の {1} ページ。枠は争点", "Page {1} of {0}; the disputed values are framed"],
  trend: ["目標と実績の推移", "Targets and actuals by year"],
  target: ["目標", "target"],
  actual: ["実績", "actual"],
  restated: ["後の版で訂正", "restated later"],
  indicator: ["指標", "Indicator"],
  year: ["年度", "Year"],
  unsure: ["色付きの欄は確信度 0.9 未満", "Shaded cells: confidence below 0.9"],
  decide: ["判断", "Decision"],
  undecided: ["未判断", "not decided"],
  accept: ["指摘を認める (食い違いは事実)", "Accept (the discrepancy is real)"],
  reject: ["指摘を退ける (指摘が誤り)", "Reject (the finding is wrong)"],
  correct: ["値を訂正する", "Correct the value"],
  "short-accept": ["認める", "accepted"],
  "short-reject": ["退ける", "rejected"],
  "short-correct": ["訂正", "corrected"],
  corrected: ["正しい印字", "It should read"],
  correctedto: ["{0} (訂正: {1})", "{0} (corrected by {1})"],
  reason: ["理由", "Reason"],
  by: ["判断した人", "Decided by"],
  export: ["判断を書き出す ({0})", "Export decisions ({0})"],
  exported: ["review.toml を保存しました。次の検算で --baseline review.toml と指定してください", "review.toml is saved; give it to the next audit with --baseline review.toml"],
  incomplete: ["訂正には「正しい印字」と「判断した人」が必要です", "A correction needs what it should read and who decides"],
  read: ["読み取った内容", "What was read"],
  texts: ["文章", "Texts"],
  tables: ["表", "Tables"],
  list: ["一覧表", "List"],
  unread: ["読み取り先が決まらなかった文字", "Text that belongs to no field"],
  unreadnone: ["ありません", "none"],
  repaired: ["ファイルの傷み", "Mended in the file"],
  missing: ["読めなかったページ", "Pages that could not be read"],
  profile: ["様式", "Form"],
  publisher: ["発行者", "Publisher"],
  status: ["状態", "Status"],
  offline: ["このファイルだけで動き、通信しません。", "This file works by itself and never uses the network."],
  gone: ["この番号の指摘・文書はこのレポートにありません", "This report has no such finding or document"],
  assessment: ["評価", "Assessment"],
  number: ["番号", "Number"],
  group: ["対象者", "Target group"],
  achievement: ["達成状況", "Achievement"],
  effectiveness: ["有効性", "Effectiveness"],
  employment: ["雇用・就業", "Employment"],
  total: ["総合点", "Total"],
  grade: ["評価", "Grade"],
};

let language = "ja";

/** A word in the chosen language; {0}, {1} are filled in. */
const say = (key, ...values) => {
  const words = WORDS[key] || RUN.words[key] || [key, key];
  return values.reduce((text, value, i) => text.replaceAll(`{${i}}`, value), words[language === "ja" ? 0 : 1]);
};
const either = (both) => both[language];

/** Text of a document without what could act on the page's layout: controls and turns of direction. */
const clean = (text) =>
  String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

const SVG = "http://www.w3.org/2000/svg";

/** An element: attributes, listeners (functions) and children (texts, elements, lists; nothing for null). */
function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key === "style") Object.assign(element.style, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  add(element, children);
  return element;
}
function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(clean(child)));
  }
}
/** An element of a drawing. */
const draw = (name, attributes, ...children) => {
  const [tag, ...classes] = name.split(".");
  const element = document.createElementNS(SVG, tag);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  add(element, children);
  return element;
};

/** Tells what has changed to who does not see it. */
const tell = (text) => { document.getElementById("said").textContent = text; };

/** A verdict: its shape differs as well as its colour. */
function verdict(name) {
  const shapes = { confirmed: "M6 0 12 6 6 12 0 6Z", possible: "M6 0 12 12 0 12Z", unverifiable: "M0 3h12v6h-12Z" };
  return h(`span.verdict.v-${name}`, {},
    draw("svg", { width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": "true" },
      draw("path", { d: shapes[name], fill: "currentColor" })),
    say(`verdict-${name}`));
}
