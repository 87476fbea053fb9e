//! Replays the seeds: inputs that fuzzing has found, and those that it starts from.

use std::path::PathBuf;

fn seeds(target: &str) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    paths.map(|path| path.and_then(|path| Ok((path.clone(), std::fs::read(path)?)))).collect()
}

#[test]
fn xm22_every_seed_of_every_target_holds() {
    for (target, _) in fuzz::TARGETS {
        let seeds = seeds(target).unwrap();
        assert!(seeds.len() >= 3, "{target} has {} seeds", seeds.len());
        for (path, bytes) in seeds {
            assert_eq!(fuzz::run(target, &bytes), Ok(()), "{}", path.display());
        }
    }
}

#[test]
fn every_prefix_of_every_seed_holds() {
    for (target, _) in fuzz::TARGETS {
        for (path, bytes) in seeds(target).unwrap() {
            for end in 0..bytes.len().min(2_000) {
                assert_eq!(fuzz::run(target, &bytes[..end]), Ok(()), "{} cut at {end}", path.display());
            }
        }
    }
}

#[test]
fn an_unknown_target_is_an_error() {
    assert!(fuzz::run("nothing", b"").is_err());
}
