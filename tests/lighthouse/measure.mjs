// Measures a page of the shop in real Chromium and prints one JSON object.
//   node measure.mjs score <address>              Lighthouse's performance score (mobile, its usual throttling)
//   node measure.mjs work <address> <sign-in> <customer>   main-thread time of the extension at a quarter of the speed
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [act, address, signIn, customer] = process.argv.slice(2);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-extensions"];
const SLOWDOWN = 4;
const OURS = /\/cdn\/extensions\//;

async function score() {
  const chrome = await launch({ chromePath: executablePath, chromeFlags: flags });
  try {
    const { lhr } = await lighthouse(address, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: ["performance"] });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const value = (name) => lhr.audits[name].numericValue;
    return {
      score: lhr.categories.performance.score * 100, firstPaint: value("first-contentful-paint"), largestPaint: value("largest-contentful-paint"),
      blocked: value("total-blocking-time"), shift: value("cumulative-layout-shift"), bytes: value("total-byte-weight"),
    };
  } finally {
    await chrome.kill();
  }
}

function tasksOf(trace) {
  const events = JSON.parse(Buffer.from(trace).toString()).traceEvents;
  const main = events.find((one) => one.name === "thread_name" && one.args.name === "CrRendererMain" && events.some((other) => other.pid === one.pid && OURS.test(other.args?.data?.url ?? "")));
  if (!main) throw new Error("The page ran no script of the extension.");
  const whole = events.filter((one) => one.pid === main.pid && one.tid === main.tid && one.ph === "X");
  return { whole, tasks: whole.filter((one) => one.name === "RunTask") };
}

const inside = (one, other) => one !== other && one.ts >= other.ts && one.ts + one.dur <= other.ts + other.dur && (one.dur < other.dur || one.ts > other.ts);
const sum = (list) => list.reduce((total, one) => total + one.dur, 0) / 1000;
const longest = (list) => Math.max(0, ...list.map((one) => one.dur / 1000));

/** Milliseconds of the renderer's main thread in a script of ours, and the longest task that it ran in. */
function scriptOf(trace, fits) {
  const { whole, tasks } = tasksOf(trace);
  const ours = whole.filter((one) => ["EvaluateScript", "v8.compile", "v8.compileModule", "v8.evaluateModule", "FunctionCall"].includes(one.name) && fits.test(one.args?.data?.url ?? one.args?.fileName ?? ""));
  const outer = ours.filter((one) => !ours.some((other) => inside(one, other)));
  return { time: sum(outer), longest: longest(tasks.filter((one) => outer.some((script) => inside(script, one)))) };
}

/** Everything that the main thread did: of a page that rests, what opened the panel, with style, layout and painting. */
function allOf(trace) {
  const { tasks } = tasksOf(trace);
  return { time: sum(tasks.filter((one) => !tasks.some((other) => inside(one, other)))), longest: longest(tasks) };
}

async function work() {
  const browser = await puppeteer.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 412, height: 823, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true });
    await page.goto(signIn, { waitUntil: "networkidle0" });
    await Promise.all([page.waitForNavigation(), page.click(`.people button[value="${customer}"]`)]);
    await page.emulateCPUThrottling(SLOWDOWN);
    const traced = async (doing) => {
      await page.tracing.start({ categories: ["devtools.timeline", "toplevel", "v8", "disabled-by-default-devtools.timeline"] });
      await doing();
      return await page.tracing.stop();
    };
    const loaded = await traced(async () => {
      await page.goto(address, { waitUntil: "networkidle0" });
      await new Promise((done) => setTimeout(done, 500));
    });
    const opened = await traced(async () => {
      await page.evaluate(() => document.querySelector("retention-launcher").shadowRoot.querySelector("a").click());
      await page.waitForFunction(() => {
        const dialog = document.querySelector("retention-launcher").shadowRoot.querySelector("dialog[open]");
        return dialog && !dialog.querySelector(".wait");
      }, { polling: 100 });
      await new Promise((done) => setTimeout(done, 500));
    });
    return { launcher: scriptOf(loaded, /\/launcher\.js/), block: scriptOf(loaded, /\/product-points\.js/), panel: allOf(opened) };
  } finally {
    await browser.close();
  }
}

console.log(JSON.stringify(await { score, work }[act]()));
