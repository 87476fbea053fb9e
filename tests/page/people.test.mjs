// Tests of the page for people with a keyboard, a phone, or assistive technology. The last ones take pictures.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { before, describe, test } from "node:test";
import { PHONE, detail, isShown, openCall, overflows, row, tabTo } from "./browser.mjs";
import { fixture } from "./fixture.mjs";
import { role } from "./server.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.PICTURES;
const local = fixture();
before(() => mkdir(pictures, { recursive: true }));

describe("people who", () => {
  test("use only the keyboard reach and do everything, and see where they are", async () => {
    await local.makeCalls();
    const page = await local.connected();
    await row(page, "nightly").waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await tabTo(page, page.getByRole("radio", { name: /^All / }));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("radio", { name: "Denied" }).isChecked(), true);
    await tabTo(page, row(page, "nightly"));
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return [style.outlineStyle, parseFloat(style.outlineWidth) >= 2];
    });
    assert.deepEqual(outline, ["solid", true]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await isShown(page, "root-shell");
    assert.match(await detail(page).innerText(), /NoRootShell/);
    // One press leaves the list, however long it is.
    await page.keyboard.press("Tab");
    assert.equal(await detail(page).evaluate((element) => element === document.activeElement), true);
    await tabTo(page, page.getByRole("button", { name: "+1 h", exact: true }), "Shift+Tab");
    await page.keyboard.press("Space");
    await page.locator(".shift", { hasText: "1 h ahead" }).waitFor();
    await tabTo(page, page.locator(".clock summary"));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Advance by"));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".clock details").evaluate((element) => element.open), false);
    await tabTo(page, page.getByRole("link", { name: "Accounts" }), "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "123456789012" }).waitFor();
  });

  test("have a phone never scroll sideways, and return to where they were", async () => {
    const long = "a".repeat(64);
    await local.server.call("AssumeRole", {
      RoleArn: role(long),
      RoleSessionName: long,
      Tags: [{ Key: "k".repeat(128), Value: "v".repeat(256) }],
    });
    await local.server.control("PUT", `/v1/accounts/123456789012/roles/${long}`, { tags: { [long]: long } });
    await local.makeCalls();
    const page = await local.connected({ viewport: PHONE, hasTouch: true });
    const listed = row(page, "a".repeat(20));
    await listed.waitFor();
    assert.equal(await overflows(page), false);
    await listed.click();
    await detail(page).getByRole("heading", { name: "AssumeRole" }).waitFor();
    assert.equal(await page.locator(".list").isVisible(), false);
    assert.equal(await overflows(page), false);
    for (const summary of await detail(page).locator("summary").all()) await summary.click();
    assert.equal(await overflows(page), false);
    await page.goBack();
    await listed.waitFor();
    assert.equal(await listed.evaluate((element) => element === document.activeElement), true);
    await page.getByText("More", { exact: true }).click();
    assert.equal(await overflows(page), false);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.locator(".account").first().waitFor();
    for (const summary of await page.locator(".accounts summary").all()) await summary.click();
    assert.equal(await overflows(page), false);
  });

  test("want less motion see none", async () => {
    const page = await local.connected({ reducedMotion: "reduce" });
    await local.deny();
    await row(page, "nightly").waitFor();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`use assistive technology find no obstacle (${colorScheme})`, async () => {
      await local.makeCalls();
      const page = await local.connected({ colorScheme });
      const check = async (name) => {
        await page.waitForFunction(() => document.getAnimations().length === 0);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
          [],
          name,
        );
      };
      await check("calls");
      for (const name of ["nightly", "root-shell", "script>", "Scripted"]) {
        await openCall(page, name);
        await check(name);
      }
      await page.getByText("More", { exact: true }).click();
      await check("clock");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Accounts" }).click();
      await page.locator(".account").first().waitFor();
      for (const summary of await page.locator(".accounts summary").all()) await summary.click();
      await check("accounts");
      const gate = await local.show(`${local.server.url}/`, { colorScheme });
      await gate.evaluate(axe);
      assert.deepEqual(
        (await gate.evaluate(() => globalThis.axe.run())).violations.map(({ id }) => id),
        [],
      );
    });
  }
});

for (const [name, options] of Object.entries({
  "wide-light": {},
  "wide-dark": { colorScheme: "dark" },
  "phone-light": { viewport: PHONE, deviceScaleFactor: 2 },
  "phone-dark": { viewport: PHONE, deviceScaleFactor: 2, colorScheme: "dark" },
})) {
  test(`pictures: ${name}`, async () => {
    const picture = (page, view) =>
      page.screenshot({ path: `${pictures}/${name}-${view}.png`, animations: "disabled" });
    await picture(await local.show(`${local.server.url}/`, options), "token");
    const page = await local.connected(options);
    await picture(page, "empty");
    await local.makeCalls();
    await row(page, "nightly").waitFor();
    await row(page, "“test”").waitFor();
    await picture(page, "calls");
    await openCall(page, "nightly");
    await picture(page, "denied");
    if (options.viewport) await page.goBack();
    await openCall(page, "root-shell");
    await picture(page, "denied-explicitly");
    if (options.viewport) await page.goBack();
    await page.getByText("More", { exact: true }).click();
    await picture(page, "clock");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.locator(".account").first().waitFor();
    await picture(page, "accounts");
  });
}
