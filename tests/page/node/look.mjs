// Looks at a report's page in headless Chromium as its readers do: on a phone and on a desk, in
// light and in dark, in both languages. Prints what is wrong as one JSON array.
//
//   node look.mjs CHROMIUM PAGE [FOLDER]
//
// With FOLDER it leaves pictures there.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, file, folder] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const url = pathToFileURL(file).href;
const faults = [];

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const width of [360, 1400]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const language of ["en", "zh"]) {
      const where = `${width}-${colorScheme}-${language}`;
      const fault = (what) => faults.push(`${where}: ${what}`);
      const viewport = { width, height: 900 };
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      page.on("console", (said) => said.type() === "error" && fault(`console: ${said.text()}`));
      page.on("pageerror", (error) => fault(`script: ${error.message}`));
      page.on("dialog", (dialog) => { fault("a dialog opened"); return dialog.dismiss(); });
      page.on("request", (request) => {
        const own = request.url() === url || request.url() === "data:,";
        if (!own) fault(`request: ${request.url()}`);
      });
      await page.goto(url);
      await page.click(`.langs button[value="${language}"]`);
      const shown = await page.evaluate(() => document.body.innerText);
      const chinese = /各階段/.test(shown);
      if (chinese !== (language === "zh")) fault("the other language is shown");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) fault(`the page is ${wide} px wide`);

      // Every bar tells by keyboard what it tells by pointer.
      const bars = page.locator("svg.waterfall g");
      if (await bars.count()) {
        const before = await page.textContent(".caption");
        await bars.first().focus();
        if ((await page.textContent(".caption")) === before) fault("a focused bar says nothing");
      }
      await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      for (const { id, impact, nodes } of violations) {
        if (["serious", "critical"].includes(impact)) {
          fault(`axe: ${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
        }
      }
      if (folder) {
        await page.reload();
        await page.click(`.langs button[value="${language}"]`);
        await page.evaluate(() => document.activeElement.blur());
        await page.screenshot({ path: join(folder, `${where}.png`), fullPage: true });
        if (where === "1400-light-en") {
          await page.setViewportSize({ width: 1000, height: 900 });
          await page.screenshot({ path: join(folder, "report.png") });
        }
      }
      await context.close();
    }
  }
}
await browser.close();
console.log(JSON.stringify(faults, null, 1));
