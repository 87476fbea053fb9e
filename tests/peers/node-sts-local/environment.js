// The environment in which SDKs find the server.

/** Sets variables of this process, removes others, and returns a function that restores all of them. */
export function enter(variables, removed) {
  const names = [...Object.keys(variables), ...removed];
  const before = names.map((name) => [name, process.env[name]]);
  for (const name of names) set(name, variables[name]);
  return () => before.forEach(([name, value]) => set(name, value));
}

function set(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
