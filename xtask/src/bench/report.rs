//! The figures as text.

use std::fmt::Write as _;

use super::figures::SavedFigures;
use super::goal;
use super::table::Table;

const INTRODUCTION: &str = "\
Lower is better, but for calls and MB a second. Every figure was measured twice in one run: first / second. Calls a
second, and the time until a server is ready, depend on what else the machine did; all others are CPU time, counts or
memory.

Clients call GetFederationToken with a policy of 256 characters, 2 policy ARNs and 3 tags, on an open connection to a
stub on loopback, over TLS or plain http. All of them decoded the same credentials, and refused a certificate of an
authority that they were not given. The lean aws-sdk-sts has its default features off (no AWS-LC, no hyper 0.14, no
signature version 4a), and AWS's HTTP client with rustls and ring. The floor is the least code that makes the call,
written by hand: reqwest with rustls and ring, aws-sigv4, and quick-xml with serde, nothing in between. CPU of a build
is that of the whole program, which is nearly all its dependencies. Instructions and allocations are the difference of
two runs under valgrind. Some 20 ms of a process of the default aws-sdk-sts over TLS are AWS-LC, which collects entropy
from the jitter of the CPU.

The crate of EC2 and aws-sdk-ec2 have their default features. The figures of a crate alone are those of the compiler
that compiled it, after what it depends on. Both clients make full calls of DescribeInstances, and get the same bytes of
a response from memory, indented as EC2 does it, instead of a network. They decoded the same instances.
";

const TITLE_WIDTH: usize = 62;
const CELL_WIDTH: usize = 20;

/// Shows everything for a terminal.
pub fn text(saved: &SavedFigures) -> String {
    let mut text = INTRODUCTION.to_owned();
    for run in saved.runs() {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{}\n", run.machine.join("\n"));
        run.tables.iter().for_each(|table| text.push_str(&tabulated(table)));
    }
    text.push_str("\nGoals\n");
    text.push_str(&goal::text(saved));
    text
}

/// Shows a table for a terminal.
pub fn tabulated(table: &Table) -> String {
    let mut text = format!("\n{:<TITLE_WIDTH$}", table.title);
    cells(&mut text, table.columns.iter().cloned());
    for row in &table.rows {
        // Writing to a String cannot fail.
        let _ = write!(text, "{:<TITLE_WIDTH$}", row.title);
        cells(&mut text, row.cells.iter().map(|cell| row.show(cell)));
    }
    text
}

fn cells(text: &mut String, cells: impl Iterator<Item = String>) {
    for cell in cells {
        let _ = write!(text, "{cell:>CELL_WIDTH$}");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_its_columns_below_each_other() {
        let mut table = Table::new("Clients", ["sts", "floor"]);
        table.push("instructions", 0, [Some(254_689.4), None]);
        let mut again = Table::new("Clients", ["sts", "floor"]);
        again.push("instructions", 0, [Some(254_702.0), None]);
        table.append(again).unwrap();
        assert_eq!(
            tabulated(&table),
            format!(
                "\n{:<62}                 sts               floor\n{:<62}   254,689 / 254,702                   –\n",
                "Clients", "instructions"
            )
        );
    }
}
