// Calls a function of the program with these parameters. Prints its result, or its error on standard error.
const [bindings, name, ...parameters] = process.argv.slice(2);
const { [name]: call } = require(bindings);

Promise.resolve()
  .then(() => call(...parameters))
  .then(
    (result) => console.log(result),
    (error) => {
      console.error(String(error));
      process.exitCode = 1;
    },
  );
