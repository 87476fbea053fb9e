// Starts the program `sts-local`, and makes calls to it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as sts from "@aws-sdk/client-sts";

export const ACCOUNT = "123456789012";
export const role = (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

const trust = (statement) => ({
  Version: "2012-10-17",
  Statement: [{ Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole", ...statement }],
});

const ROLES = {
  audit: {
    trust: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Partner",
          Effect: "Allow",
          Principal: { AWS: ACCOUNT },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: { StringEquals: { "sts:ExternalId": "unicorn" } },
        },
        { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole" },
      ],
    },
  },
  production: {
    trust: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" },
        {
          Sid: "NoRootShell",
          Effect: "Deny",
          Principal: "*",
          Action: "sts:AssumeRole",
          Condition: { StringLike: { "sts:RoleSessionName": "root*" } },
        },
      ],
    },
  },
  tagged: { trust: trust({ Effect: "Allow", Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } } }) },
};

export class Server {
  static async start(options = []) {
    const child = spawn(process.env.STS_LOCAL, options, { stdio: ["ignore", "pipe", "inherit"] });
    const settings = {};
    let pageUrl;
    for await (const line of createInterface({ input: child.stdout })) {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name) settings[name] = value;
      pageUrl ??= /http:\S+#token=\S+/.exec(line)?.[0];
      if (line.startsWith("unset")) break;
    }
    const server = new Server(child, settings, pageUrl);
    await server.addRoles();
    return server;
  }

  constructor(child, settings, pageUrl) {
    this.child = child;
    this.endpoint = settings.AWS_ENDPOINT_URL_STS;
    this.url = settings.STS_LOCAL_CONTROL_URL;
    this.token = settings.STS_LOCAL_CONTROL_TOKEN;
    this.pageUrl = pageUrl;
    this.region = settings.AWS_REGION;
    this.credentials = { AccessKeyId: settings.AWS_ACCESS_KEY_ID, SecretAccessKey: settings.AWS_SECRET_ACCESS_KEY };
  }

  get port() {
    return new URL(this.url).port;
  }

  // Calls the STS with AWS's client. Returns the error if the call is not allowed.
  async call(operation, input = {}, credentials = this.credentials) {
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = credentials;
    const client = new sts.STSClient({
      endpoint: this.endpoint,
      region: this.region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      maxAttempts: 1,
    });
    try {
      return await client.send(new sts[`${operation}Command`](input));
    } catch (error) {
      return error;
    } finally {
      client.destroy();
    }
  }

  // Makes calls that are refused at once, because they have no signature.
  async unsigned(count) {
    const body = new URLSearchParams({ Action: "GetCallerIdentity", Version: "2011-06-15" });
    const make = async () => (await fetch(this.endpoint, { method: "POST", body })).text();
    for (let made = 0; made < count; made += 20)
      await Promise.all(Array.from({ length: Math.min(20, count - made) }, make));
  }

  async control(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const content = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${content}`);
    return content && JSON.parse(content);
  }

  async addRoles() {
    for (const [name, content] of Object.entries(ROLES))
      await this.control("PUT", `/v1/accounts/${ACCOUNT}/roles/${name}`, content);
  }

  async reset() {
    await this.control("POST", "/v1/reset");
    await this.addRoles();
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }
}
