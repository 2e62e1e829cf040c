// Uses a report as a person does, in a real browser: node report.mjs REPORT FOLDER [shots]
// Fails with the first thing that is not as it should be.

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const [report, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
const page = await context.newPage();
const complaints = [];
page.on("console", (message) => { if (message.type() !== "info") complaints.push(`${message.type()}: ${message.text()}`); });
page.on("pageerror", (error) => complaints.push(error.message));
page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) complaints.push(`request: ${request.url()}`); });

const address = pathToFileURL(report).href;
const seen = [];
const at = (hash) => page.goto(`${address}${hash}`);
const accessible = async (name) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], name);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  seen.push(name);
};
const rows = () => page.locator("#table tbody tr").count();
const timed = async (work) => {
  const start = Date.now();
  await work();
  return Date.now() - start;
};

// It opens, and says what it is.
const opened = await timed(async () => { await at(""); await page.waitForSelector("h1"); });
assert.equal(await page.locator("html").getAttribute("lang"), "ja");
assert.match(await page.title(), /検算レポート/);
const findings = JSON.parse(await page.locator("#findings").textContent());
assert.equal(await rows(), Math.min(findings.length, 200));
await accessible("overview");

// What weighs most comes first, of that what is read least surely.
const links = await page.locator("#table tbody tr").evaluateAll(
  (all) => all.map((row) => row.querySelector('a[href^="#/finding/"]').getAttribute("href")));
const listed = links.map((link) => findings.find((f) => link.includes(f.fingerprint)));
const weights = listed.map((f) => ["confirmed", "possible", "unverifiable"].indexOf(f.verdict) + (f.confidence ?? 1) / 2);
assert.deepEqual(weights, [...weights].sort((a, b) => a - b));

// Filters: by verdict with a click, by rule, by words, by what was decided.
const confirmed = findings.filter((f) => f.verdict === "confirmed").length;
await page.locator(".counts button").first().click();
assert.equal(await rows(), confirmed);
await page.locator(".counts button").first().click();
const rule = findings[0].rule;
const filtered = await page.evaluate((value) => {
  const select = document.getElementById("f-rule");
  const start = performance.now();
  select.value = value;
  select.dispatchEvent(new Event("change"));
  return performance.now() - start;
}, rule);
assert.equal(await rows(), findings.filter((f) => f.rule === rule).length);
await page.locator("#clear").click();
await page.keyboard.press("/");
assert.equal(await page.evaluate(() => document.activeElement.id), "search");
await page.keyboard.type("no such words in any finding");
assert.equal(await rows(), 0);
await page.locator("#search").fill(findings[0].fingerprint.toUpperCase());
assert.equal(await rows(), 1);
await page.locator("#clear").click();

// Sorting, and what a screen reader is told of it.
await page.locator("#s-page").click();
const pages = await page.locator("#table tbody tr td:nth-child(8)").allTextContents();
assert.deepEqual(pages, [...pages].sort((a, b) => a - b));
assert.equal(await page.locator("th:has(#s-page)").getAttribute("aria-sort"), "ascending");
assert.match(await page.locator("#said").textContent(), /件中/);

// A finding, by keyboard alone: its page is there, and the value is framed.
const boxed = findings.find((f) => f.places[0]?.box && f.verdict === "confirmed") ?? findings[0];
await page.locator(`a[href="#/finding/${boxed.fingerprint}"]`).first().focus();
await page.keyboard.press("Enter");
await page.waitForSelector(".finding");
assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
if (await page.locator(".sheetview").count()) {
  await page.waitForFunction(() => [...document.querySelectorAll(".sheetview img")].every((i) => i.complete && i.naturalWidth > 0));
  const frame = await page.locator(".sheetview .box").first().boundingBox();
  const view = await page.locator(".sheetview").first().boundingBox();
  assert.ok(frame.x >= view.x && frame.x + frame.width <= view.x + view.width && frame.height > 4, "the frame stands in the picture");
}
assert.match(await page.locator(".versus").textContent(), new RegExp(boxed.printed === "" ? "空欄" : boxed.printed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
await accessible("finding");
const shows = (is) => page.waitForFunction(([mark, same]) => document.querySelector("dl.facts").textContent.includes(mark) === same, [boxed.fingerprint, is]);
await page.keyboard.press("n");
await shows(false);
assert.notEqual(new URL(page.url()).hash, `#/finding/${boxed.fingerprint}`);
await page.keyboard.press("p");
await shows(true);
assert.equal(new URL(page.url()).hash, `#/finding/${boxed.fingerprint}`);

// Decisions last, and become the file that the next audit takes.
await page.getByLabel(/指摘を退ける/).check();
await page.getByLabel("理由").fill('現地で確認 "済み" \\ ok\u007f');
await page.getByLabel("判断した人").fill("監査課 山田");
await page.keyboard.press("Tab");
await at("#/");
await page.reload();
await page.selectOption("#f-decision", "reject");
assert.equal(await rows(), 1);
await page.locator("#clear").click();
const other = findings.find((f) => f.fingerprint !== boxed.fingerprint);
await at(`#/finding/${other.fingerprint}`);
await page.getByLabel("値を訂正する").check();
await page.locator("#export").click();
assert.match(await page.getByRole("alert").textContent(), /正しい印字/);
await page.getByLabel("正しい印字").fill("1,080");
const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#export").click()]);
const file = `${folder}/review.toml`;
await download.saveAs(file);
const review = readFileSync(file, "utf8");
assert.ok(review.includes(`fingerprint = "${boxed.fingerprint}"`) && review.includes('decision = "reject"'), review);
assert.ok(review.includes('reason = "現地で確認 \\"済み\\" \\\\ ok\\u007f"') && review.includes('corrected_to = "1,080"'), review);

// Languages, themes, documents, projects, addresses that lead nowhere.
await page.locator("#language").click();
assert.equal(await page.locator("html").getAttribute("lang"), "en");
assert.match(await page.locator("nav").textContent(), /Findings/);
await accessible("finding-english");
await page.locator("#theme").click();
await page.locator("#theme").click();
assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
await accessible("finding-dark");
await at("#/");
await page.waitForSelector("#table");
await accessible("overview-dark");
await at("#/documents");
await accessible("documents");
await page.locator("tbody a").first().click();
await page.waitForSelector("dl.facts");
await accessible("document");
const project = page.locator('tbody a[href^="#/document/"]').first();
if (await project.count()) {
  await project.click();
  await page.waitForSelector(".steps");
  await accessible("project");
  assert.ok(await page.locator(".chart, .years, dl").count() > 0);
}
await at("#/finding/0000000000000000");
await accessible("nowhere");

// On paper, and on a narrow screen.
await at(`#/finding/${boxed.fingerprint}`);
await page.emulateMedia({ media: "print" });
assert.equal(await page.locator("header").isVisible(), false);
assert.equal(await page.locator(".versus").isVisible(), true);
await page.screenshot({ path: `${folder}/print.png`, fullPage: true });
await page.emulateMedia({ media: "screen" });
await page.setViewportSize({ width: 400, height: 800 });
await at("#/");
assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), "nothing runs over the side");
await accessible("narrow");

assert.deepEqual(complaints, []);
console.log(JSON.stringify({ opened, filtered: Math.round(filtered), findings: findings.length, seen: seen.length }));
await browser.close();
