//! Generates code from each model that is named and prints `NAME SHAPES NANOSECONDS`, the lowest CPU time of several
//! rounds.

use std::error::Error;
use std::io::Read as _;
use std::path::Path;

use codegen::read::{Strictness, read};
use codegen::{Source, generate};
use flate2::read::MultiGzDecoder;

const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let file = Path::new(&file);
        let text = text(file)?;
        let shapes = read(&text, Strictness::Strict)?.model.shapes.len();
        let mut least = u64::MAX;
        for _ in 0..ROUNDS {
            let before = cpu()?;
            generate(Source { model: &text, corrections: None, prose: None, module: "service" })?;
            least = least.min(cpu()? - before);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{} {shapes} {least}", name.split('.').next().unwrap_or_default());
    }
    Ok(())
}

fn text(file: &Path) -> std::io::Result<String> {
    if file.extension().is_none_or(|extension| extension != "gz") {
        return std::fs::read_to_string(file);
    }
    let mut text = String::new();
    MultiGzDecoder::new(std::fs::File::open(file)?).read_to_string(&mut text)?;
    Ok(text)
}

/// Returns the CPU time of this process, which has one thread, in nanoseconds.
fn cpu() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}
