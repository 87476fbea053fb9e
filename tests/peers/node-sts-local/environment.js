// The environment in which SDKs find the server.

/** Variables that would make an SDK use other credentials, or not the server. Those of `sts-local exec`. */
const REMOVED = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_ACCOUNT_ID",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_SIGV4A_SIGNING_REGION_SET",
  "STS_LOCAL_CONTROL_URL",
  "STS_LOCAL_CONTROL_TOKEN",
];

/** Sets variables of this process, removes those that interfere, and returns a function that restores all of them. */
export function enter(variables) {
  const names = [...Object.keys(variables), ...REMOVED];
  const before = names.map((name) => [name, process.env[name]]);
  for (const name of names) set(name, variables[name]);
  return () => before.forEach(([name, value]) => set(name, value));
}

function set(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
