/** A policy: an object, or its JSON as text. */
export type Policy = object | string;

/** A long-term access key. It gives access to this server only. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** A role of an account. */
export interface Role {
  name: string;
  arn: string;
}

/** A call in the record. The schema `Call` of the program's `/openapi.json` describes it. */
export interface Call {
  id: number;
  time: string;
  request_id: string;
  operation: string | null;
  caller: string | null;
  access_key_id: string | null;
  parameters: Record<string, string>;
  headers: Record<string, string>;
  outcome: Outcome;
  status: number | null;
  code: string | null;
  message: string | null;
  explanation: string | null;
  decisions: object[];
}

export type Outcome = "allowed" | "denied" | "refused" | "scripted";

/** Properties of a call. All that are set have to match. */
export interface CallFilter {
  operation?: string;
  caller?: string;
  access_key_id?: string;
  /** The ARN or the name of the role that the call asks for. */
  role?: string;
  parameters?: Record<string, string>;
  outcome?: Outcome;
  code?: string;
  status?: number;
}

/** A response to prescribe. The schema `ScriptedResponseInput` of `/openapi.json` describes it. */
export interface ScriptedResponse {
  kind: "real" | "error" | "throttle" | "custom" | "hang" | "reset";
  operation?: string;
  nth?: number;
  times?: number | null;
  [setting: string]: unknown;
}

/** A duration: the sum of its parts. A negative one moves the clock back. */
export interface Duration {
  milliseconds?: number;
  seconds?: number;
  minutes?: number;
  hours?: number;
  days?: number;
}

/** The clock of the server, which decides about signatures and expiration. Each method returns the time. */
export interface StsClock {
  now(): Promise<Date>;
  advance(duration: Duration): Promise<Date>;
  /** Sets the time. A frozen clock stays frozen. */
  set(time: Date): Promise<Date>;
  /** Makes the clock stand still, at its current time by default. */
  freeze(time?: Date): Promise<Date>;
  resume(): Promise<Date>;
}

/** The control API refused a request. The message has each value that is not allowed. */
export class ControlError extends Error {
  readonly status: number;
  readonly code: string;
}

/** No call matched in time. The message has the calls that differ least. */
export class CallNotMade extends Error {}

/** A running `sts-local` on a free port of 127.0.0.1. Use it with `await using`, or call `close()`. */
export class StsLocal implements AsyncDisposable {
  /**
   * Starts a server with a configuration file (TOML), or with the account 123456789012, its user `Alice`, who may call
   * everything, and the role `demo`.
   *
   * The program is the one of this package. `STS_LOCAL_PROGRAM` names another.
   */
  static start(options?: { config?: string; program?: string }): Promise<StsLocal>;

  /** The URL of the STS. */
  readonly endpoint: string;
  readonly region: string;
  readonly controlUrl: string;
  /** The ID of the first account. */
  readonly accountId: string;
  /** The access key of the first user. */
  readonly credentials: Credentials;
  readonly clock: StsClock;
  /** The variables with which SDKs find the server, for the environment of a process. */
  readonly environment: Record<string, string>;
  /** The settings of a client of AWS's SDK. */
  readonly clientConfig: { endpoint: string; region: string; credentials: Credentials };

  /** Stops the server. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;

  /** Adds or replaces an account. The settings are those of `AccountInput` in `/openapi.json`. */
  account(id: string, settings?: object): Promise<object>;

  /**
   * Adds or replaces a role of the first account, or of another one. Without `trust`, it trusts its own account.
   * `maxSessionDuration` is in seconds: 3600, which is the default, to 43200.
   */
  role(
    name: string,
    settings?: {
      trust?: Policy;
      policy?: Policy;
      maxSessionDuration?: number;
      tags?: Record<string, string>;
      account?: string;
    },
  ): Promise<Role>;

  /** Adds or replaces a user, and returns a new access key. */
  user(
    name: string,
    settings?: { policies?: Policy[]; tags?: Record<string, string>; account?: string },
  ): Promise<Credentials>;

  /** Signs a token for `AssumeRoleWithWebIdentity`. The settings are those of `WebIdentityTokenInput`. */
  webIdentityToken(subject: string, settings?: object): Promise<string>;

  /** Prescribes responses, such as `script({ operation: "AssumeRole", kind: "throttle" })`. */
  script(...responses: ScriptedResponse[]): Promise<void>;

  /** Returns the calls since the last reset, the oldest first. Session tokens and other secrets are replaced. */
  calls(options?: { after?: number }): Promise<Call[]>;

  /**
   * Waits until a call like this was made, or returns it if it was made already. The limit is in seconds of real time, 10 by
   * default and at most 300. Rejects with `CallNotMade`.
   */
  waitForCall(filter: CallFilter, options?: { timeoutSeconds?: number }): Promise<Call>;

  /** Explains each call that was denied or refused since the last reset. Empty if there is none. */
  denials(): Promise<string>;

  /** Returns to the state at the start: accounts, clock, script and record. All sessions end. */
  reset(): Promise<void>;

  /** Sends any other request to the control API, such as `request("GET", ["accounts"])`. */
  request(method: string, path: string[], body?: unknown): Promise<any>;

  /**
   * Wraps a test: resets the server first, and leads SDKs of this process to it during the test (`environment`, without
   * variables of other credentials). If the test fails, adds the reason of each call that was denied or refused to the
   * message. Tests that share a server must not run at the same time.
   */
  explained<C>(test: (context: C) => unknown): (context: C) => Promise<unknown>;
}
