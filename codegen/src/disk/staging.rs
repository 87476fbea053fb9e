//! The hidden folder beside a crate in which a new version waits, and from which an interrupted exchange is finished.
//!
//! `.NAME.codegen` contains:
//!
//! | entry | meaning |
//! |---|---|
//! | `lock` | locked while a run works; the system unlocks it when the process ends |
//! | `new/` | the parts of the new version, until each is moved to its place |
//! | `ready` | `new/` is complete and the exchange has begun |
//! | `old/` | the parts of the earlier version, which were at the same places |
//!
//! Each step is one rename. Without `ready`, no place was touched. With it, a part that is still in `new/` has not arrived
//! yet, so the exchange can be continued after any step.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{cannot_write, write_all};
use crate::error::{Error, Stage};
use crate::render::GeneratedFile;

/// The files and folders of a crate that the generator owns. It leaves everything else in the folder alone.
pub(super) const OWNED: [&str; 3] = ["src", "README.md", "Cargo.toml"];

/// Moves a file or folder. Tests use a function that stops instead.
pub(super) type Rename<'r> = &'r dyn Fn(&Path, &Path) -> io::Result<()>;

/// The staging folder of a crate, locked by this process.
pub(super) struct Staging {
    out: PathBuf,
    folder: PathBuf,
    /// Unlocked when it is dropped.
    _lock: File,
}

impl Staging {
    /// Opens the staging folder of a crate, if an interrupted run has left one.
    pub(super) fn left_of(out: &Path) -> Result<Option<Self>, Error> {
        let folder = folder_of(out)?;
        if is_there(&folder) { Self::open(out, folder).map(Some) } else { Ok(None) }
    }

    /// Creates the staging folder of a crate.
    pub(super) fn create(out: &Path) -> Result<Self, Error> {
        let folder = folder_of(out)?;
        fs::create_dir_all(&folder).map_err(|error| cannot_write(&folder, &error))?;
        Self::open(out, folder)
    }

    fn open(out: &Path, folder: PathBuf) -> Result<Self, Error> {
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(|error| cannot_write(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { out: out.to_owned(), folder, _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                let message = format!("another run is writing {}", out.display());
                Err(Error::new(Stage::Write, "", message).with_remedy("wait until it has ended"))
            }
            Err(TryLockError::Error(error)) => Err(cannot_write(&path, &error)),
        }
    }

    /// Returns `true` if an exchange has begun.
    pub(super) fn is_ready(&self) -> bool {
        is_there(&self.folder.join("ready"))
    }

    /// Writes the files of the new version.
    pub(super) fn write(&self, files: &[GeneratedFile]) -> Result<(), Error> {
        write_all(&self.folder.join("new"), files)
    }

    /// Moves the new version to a place where nothing is, in one step.
    pub(super) fn place(&self, rename: Rename<'_>) -> Result<(), Error> {
        rename(&self.folder.join("new"), &self.out).map_err(|error| cannot_write(&self.out, &error))
    }

    /// Exchanges the parts of the earlier version for those of the new one. After an error everything is as it was.
    pub(super) fn exchange(&self, rename: Rename<'_>) -> Result<(), Error> {
        let old = self.folder.join("old");
        fs::create_dir_all(&old).map_err(|error| cannot_write(&old, &error))?;
        let ready = self.folder.join("ready");
        fs::write(&ready, "").map_err(|error| cannot_write(&ready, &error))?;
        let mut moved = Vec::new();
        let Err(error) = self.move_parts(rename, &mut moved) else { return Ok(()) };
        let undone = moved.iter().rev().try_for_each(|(from, to)| rename(to, from));
        match undone.and_then(|()| fs::remove_file(&ready)) {
            Ok(()) => Err(cannot_write(&self.out, &error)),
            Err(_) => Err(cannot_write(&self.out, &error)
                .with_remedy(format!("run the command again to finish; the earlier parts are in {}", old.display()))),
        }
    }

    /// Continues an exchange that was interrupted, and moves the replaced parts to a folder that is not hidden. Returns
    /// that folder.
    pub(super) fn finish(&self, rename: Rename<'_>) -> Result<Option<PathBuf>, Error> {
        let mut moved = Vec::new();
        self.move_parts(rename, &mut moved).map_err(|error| {
            let parts = format!("the new parts are in {0}/new and the earlier ones in {0}/old", self.folder.display());
            cannot_write(&self.out, &error).with_remedy(format!("an earlier run was interrupted: {parts}"))
        })?;
        let old = self.folder.join("old");
        if fs::read_dir(&old).map_or(true, |mut entries| entries.next().is_none()) {
            return Ok(None);
        }
        let kept = free(&self.out, ".replaced");
        rename(&old, &kept).map_err(|error| cannot_write(&kept, &error))?;
        Ok(Some(kept))
    }

    /// Moves the parts that have not arrived yet, and records each move.
    fn move_parts(&self, rename: Rename<'_>, moved: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
        for part in OWNED {
            let [new, place, old] =
                [self.folder.join("new"), self.out.clone(), self.folder.join("old")].map(|folder| folder.join(part));
            if !is_there(&new) {
                continue;
            }
            let steps = if is_there(&place) { vec![(place.clone(), old), (new, place)] } else { vec![(new, place)] };
            for (from, to) in steps {
                if is_there(&to) {
                    let message = format!("{} is in the way", to.display());
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
                }
                rename(&from, &to)?;
                moved.push((from, to));
            }
        }
        Ok(())
    }

    /// Copies a replaced file that the user had edited into the folder of the crate. Returns the path of the copy.
    pub(super) fn keep(&self, part: &Path) -> Result<PathBuf, Error> {
        let name = part.file_name().unwrap_or_default();
        let copy = free(&self.out.join(name), ".edited");
        fs::rename(self.folder.join("old").join(part), &copy).map_err(|error| cannot_write(&copy, &error))?;
        Ok(copy)
    }

    /// Removes the folder with everything in it.
    pub(super) fn remove(self) -> Result<(), Error> {
        let ready = self.folder.join("ready");
        // The mark first: without it, an interrupted removal leaves nothing to finish.
        let unmarked = if is_there(&ready) { fs::remove_file(&ready) } else { Ok(()) };
        unmarked
            .and_then(|()| fs::remove_dir_all(&self.folder))
            .map_err(|error| Error::new(Stage::Write, "", format!("cannot remove {}: {error}", self.folder.display())))
    }
}

/// The staging folder of a crate: beside it, on the same file system.
fn folder_of(out: &Path) -> Result<PathBuf, Error> {
    let out = std::path::absolute(out).map_err(|error| cannot_write(out, &error))?;
    let name = out
        .file_name()
        .ok_or_else(|| Error::new(Stage::Write, "", format!("{} cannot be the folder of a crate", out.display())))?;
    Ok(out.with_file_name(format!(".{}.codegen", name.to_string_lossy())))
}

/// Returns a path with a suffix at which nothing is.
fn free(path: &Path, suffix: &str) -> PathBuf {
    let with = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let numbered = (2..).map(|number: u64| with(&format!("{suffix}-{number}")));
    std::iter::once(with(suffix)).chain(numbered).find(|path| !is_there(path)).unwrap_or_else(|| with(suffix))
}

/// Returns `true` if anything is at a path, even a link that leads nowhere.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
