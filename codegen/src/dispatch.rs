//! Writes the arguments of the macro that lets a test harness call the operations of a crate by name.

use crate::plan::ir::Crate;

/// Returns `name, module, [requests], [errors by their shapes]`, the arguments of a macro that makes a table of the
/// operations. `name` is the name of the table, and `module` the module of the generated types.
pub fn dispatch(plan: &Crate, name: &str, module: &str) -> String {
    let requests: Vec<&str> = plan.operations.iter().map(|operation| operation.request.name.rust.as_str()).collect();
    let errors: Vec<String> = plan
        .errors
        .iter()
        .map(|error| format!("{:?} => {}", error.structure.name.wire, error.structure.name.rust))
        .collect();
    format!("{name}, {module}, [{}], [{}]", requests.join(", "), errors.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use crate::read::tests::{api2, strict};

    #[test]
    fn operations_and_errors_are_listed() {
        let model = strict(&api2(
            r#""Get": {"output": {"shape": "Got"}, "errors": [{"shape": "gone"}]}, "Put": {"input": {"shape": "Given"}}"#,
            r#""Got": {"type": "structure", "members": {}}, "Given": {"type": "structure", "members": {}},
            "gone": {"type": "structure", "members": {}, "exception": true}"#,
        ));
        let arguments = dispatch(&plan(&model).unwrap(), "TABLE", "service");
        assert_eq!(arguments, r#"TABLE, service, [GetRequest, Given], ["gone" => Gone]"#);
    }
}
