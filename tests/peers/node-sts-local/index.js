// Runs `sts-local`, a strict AWS STS, for tests in JavaScript.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { Control, ControlError } from "./control.js";
import { enter } from "./environment.js";

export { ControlError };

const START_SECONDS = 30;
const SECONDS = { milliseconds: 0.001, seconds: 1, minutes: 60, hours: 3600, days: 86400 };
const PROGRAM = fileURLToPath(new URL(`bin/sts-local${process.platform === "win32" ? ".exe" : ""}`, import.meta.url));

/** No call matched in time. */
export class CallNotMade extends Error {
  constructor(message) {
    super(message);
    this.name = "CallNotMade";
  }
}

class StsClock {
  #control;

  constructor(control) {
    this.#control = control;
  }

  async now() {
    return new Date((await this.#control.request("GET", ["clock"])).time);
  }

  async advance(duration) {
    const seconds = Object.entries(duration).reduce((sum, [unit, count]) => {
      if (!(unit in SECONDS)) throw new TypeError(`${unit} is not one of ${Object.keys(SECONDS).join(", ")}`);
      return sum + SECONDS[unit] * count;
    }, 0);
    return new Date((await this.#control.request("POST", ["clock", "advance"], { seconds })).time);
  }

  async set(time) {
    return new Date((await this.#control.request("PUT", ["clock"], { time: time.toISOString() })).time);
  }

  async freeze(time) {
    return new Date((await this.#control.request("POST", ["clock", "freeze"], { time: time?.toISOString() })).time);
  }

  async resume() {
    return new Date((await this.#control.request("POST", ["clock", "resume"])).time);
  }
}

export class StsLocal {
  #child;
  #control;
  #environment;

  constructor(child, control, ready, accountId) {
    this.#child = child;
    this.#control = control;
    this.#environment = ready.environment;
    this.endpoint = ready.endpoint;
    this.region = ready.region;
    this.controlUrl = ready.control_url;
    this.credentials = { accessKeyId: ready.access_key_id, secretAccessKey: ready.secret_access_key };
    this.clock = new StsClock(control);
    this.accountId = accountId;
  }

  static async start({ config, program = process.env.STS_LOCAL_PROGRAM ?? PROGRAM } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "sts-local-"));
    const file = join(folder, "ready.json");
    const child = spawn(program, ["--ready-file", file, ...(config ? ["--config", config] : [])], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    // The server ends with this process, also after an exception.
    const kill = () => child.kill();
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    try {
      const ready = await readiness(child, file);
      const control = new Control(ready.control_url, ready.control_token);
      const server = await control.request("GET", ["server"]);
      // Neither the server nor its pipe keeps a process alive that has nothing else to do.
      child.unref();
      child.stderr.unref();
      return new StsLocal(child, control, ready, server.management_account);
    } catch (error) {
      child.kill();
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    const exit = once(this.#child, "exit");
    this.#child.kill();
    await exit;
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  get environment() {
    return { ...this.#environment.set };
  }

  get clientConfig() {
    return { endpoint: this.endpoint, region: this.region, credentials: { ...this.credentials } };
  }

  async account(id, settings = {}) {
    return this.#control.request("PUT", ["accounts", id], settings);
  }

  async role(name, { trust, policy, maxSessionDuration, tags, account = this.accountId } = {}) {
    const policies = policy === undefined ? undefined : [policy];
    const settings = { trust, policies, max_session_seconds: maxSessionDuration, tags };
    const role = await this.#control.request("PUT", ["accounts", account, "roles", name], settings);
    return { name: role.name, arn: role.arn };
  }

  async user(name, { policies = [], tags, account = this.accountId } = {}) {
    const path = ["accounts", account, "users", name];
    await this.#control.request("PUT", path, { policies, tags });
    const key = await this.#control.request("POST", [...path, "keys"]);
    return { accessKeyId: key.access_key_id, secretAccessKey: key.secret_access_key };
  }

  async webIdentityToken(subject, settings = {}) {
    const body = { subject, ...settings };
    return (await this.#control.request("POST", ["tokens", "web-identity"], body)).token;
  }

  async script(...responses) {
    await this.#control.request("POST", ["script"], { responses });
  }

  async calls({ after = 0 } = {}) {
    return this.#control.calls(after);
  }

  async waitForCall(filter, { timeoutSeconds = 10 } = {}) {
    const waited = await this.#control.request("POST", ["calls", "wait"], { filter, timeout_seconds: timeoutSeconds });
    if (waited.call) return waited.call;
    const misses = waited.closest.map(({ call, differences }) => `call ${call.id} differs: ${differences.join("; ")}`);
    const message = `no call like ${JSON.stringify(filter)} was made within ${timeoutSeconds} s`;
    throw new CallNotMade([message, ...misses].join("\n"));
  }

  async denials() {
    const calls = await this.calls();
    return calls.filter(({ outcome }) => outcome === "denied" || outcome === "refused").map(explanation).join("\n\n");
  }

  async reset() {
    await this.#control.request("POST", ["reset"]);
  }

  async request(method, path, body) {
    return this.#control.request(method, path, body);
  }

  explained(test) {
    return async (context) => {
      await this.reset();
      const restore = enter(this.environment, this.#environment.unset);
      try {
        return await test(context);
      } catch (error) {
        throw await this.#withDenials(error);
      } finally {
        restore();
      }
    };
  }

  async #withDenials(error) {
    const denials = await this.denials().catch((failure) => `the calls cannot be read: ${failure.message}`);
    if (!denials || !(error instanceof Error)) return error;
    // Reporters print the stack, which has the message as it was at the start.
    const message = `${error.message}\n\nsts-local: calls that were denied or refused\n${denials}`;
    const explained = new Error(message, { cause: error });
    explained.name = error.name;
    return explained;
  }
}

function explanation(call) {
  const who = call.caller ?? call.access_key_id ?? "an unknown caller";
  return `call ${call.id}, ${call.operation} by ${who}: ${call.code}\n${call.explanation ?? call.message}`;
}

async function readiness(child, file) {
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (problem += text));
  let failure;
  child.once("error", (error) => (failure = `cannot run ${child.spawnfile}: ${error.message}`));
  child.once("close", (code) => (failure ??= `sts-local did not start, exit code ${code}: ${problem.trim()}`));
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    if (failure) throw new Error(failure);
    const exists = await access(file).then(() => true, () => false);
    if (exists) return JSON.parse(await readFile(file, "utf8"));
    await sleep(5);
  }
  throw new Error(`sts-local was not ready within ${START_SECONDS} s`);
}
