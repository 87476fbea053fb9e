//! Generates code from each model that is named and prints `NAME SHAPES NANOSECONDS`, the lowest CPU time of several
//! rounds.

use std::error::Error;
use std::path::Path;

use codegen::{Generator, Input, disk};

const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let file = Path::new(&file);
        let generator = Generator::new(Input::text(disk::read(file)?));
        let shapes = generator.load()?.model.shapes.len();
        let mut least = u64::MAX;
        for _ in 0..ROUNDS {
            let before = cpu()?;
            generator.generate()?;
            least = least.min(cpu()? - before);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{} {shapes} {least}", name.split('.').next().unwrap_or_default());
    }
    Ok(())
}

/// Returns the CPU time of this process, which has one thread, in nanoseconds.
fn cpu() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}
