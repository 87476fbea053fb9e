// Opens the page in Chromium. What the browser complains about is collected.

import { chromium } from "playwright-core";

export const WIDE = { width: 1360, height: 860 };
export const PHONE = { width: 360, height: 740 };

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM,
    // Chromium has no sandbox for the user root, as in containers. It loads nothing but the page.
    chromiumSandbox: process.getuid?.() !== 0,
  });

export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "light", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.complaints = [];
  page.requests = [];
  page.on("console", (message) => page.complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("request", (request) => page.requests.push(request));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`violates ${event.violatedDirective}: ${event.blockedURI}`),
    );
  });
  await page.goto(address);
  return page;
}

export const isLive = (page) => page.locator("#state[data-state=live]").waitFor();
export const detail = (page) => page.locator(".detail");
export const row = (page, content) => page.locator(".list li:not([hidden]) a", { hasText: content }).first();

// Waits until the page shows a call. It follows a link only after the click.
export const isShown = (page, content) =>
  page.locator(".list a[aria-current]", { hasText: content }).waitFor({ state: "attached" });

export async function openCall(page, content) {
  await row(page, content).click();
  await isShown(page, content);
}

// Makes the page believe that it is hidden or shown, which a headless browser never is.
export const hide = (page, isHidden) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);

export const overflows = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

// Presses Tab until an element has the focus.
export async function tabTo(page, locator, key = "Tab") {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${locator} cannot be reached with ${key}`);
}
