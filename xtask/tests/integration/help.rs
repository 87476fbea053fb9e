//! Every command explains itself.

use std::process::Command;

use clap::CommandFactory;
use xtask::arguments::Arguments;

/// The words of every command and subcommand, with the first line of its description.
fn commands(command: &clap::Command, words: &[String]) -> Vec<(Vec<String>, String)> {
    let mut found = vec![(words.to_vec(), command.get_about().map(ToString::to_string).unwrap_or_default())];
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let words: Vec<String> = words.iter().cloned().chain([subcommand.get_name().to_owned()]).collect();
        found.extend(commands(subcommand, &words));
    }
    found
}

#[test]
fn every_command_has_a_help_page_that_says_what_it_does() {
    let all = commands(&Arguments::command(), &[]);
    assert!(all.len() >= 15, "{all:?}");
    for (words, about) in all {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(&words).arg("--help").output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{words:?}");
        assert!(!about.is_empty() && help.contains(&about), "{words:?}: {help}");
        let usage = ["cargo xtask".to_owned()].into_iter().chain(words).collect::<Vec<_>>().join(" ");
        assert!(help.contains(&format!("Usage: {usage}")), "{help}");
    }
}

#[test]
fn a_mistake_is_an_error_that_names_it_and_the_usage() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["codegen", "--chekc"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(error.starts_with("error: unexpected argument '--chekc' found") && error.contains("'--check'"), "{error}");
    assert!(error.contains("Usage: cargo xtask codegen"), "{error}");
}
