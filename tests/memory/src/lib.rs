//! An allocator that knows what is still held, and sees what is left in memory that is given back.
#![expect(unsafe_code, reason = "an allocator cannot be written without; nothing here is part of what users get")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, watched. A test that uses it makes it the `#[global_allocator]` of its program.
///
/// Memory that grows is copied and given back, as if it could never grow where it is: what a text outgrows is left
/// behind, and whether that happens is up to no one's luck.
pub struct Watched;

static HELD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// What this thread looks for in memory that it gives back.
    static WANTED: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
    /// What it found.
    static LEFT: RefCell<Vec<Leftover>> = const { RefCell::new(Vec::new()) };
}

/// A secret in memory that was given back.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// Which one.
    pub secret: &'static str,
    /// Who gave the memory back: the functions of this project, innermost first.
    pub by: Vec<String>,
}

/// How many bytes are allocated now, by all threads.
pub fn held() -> usize {
    HELD.load(Ordering::SeqCst)
}

/// Runs `action`, and gives what it left of these secrets in memory that this thread gave back.
pub fn leftovers(secrets: &'static [&'static str], action: impl FnOnce()) -> Vec<Leftover> {
    WANTED.set(secrets);
    action();
    WANTED.set(&[]);
    LEFT.take()
}

/// Notes the first secret in this memory, if there is one.
fn search(memory: &[u8]) {
    // Nothing is wanted while a find is noted, which allocates too; nor when the thread ends.
    let wanted = WANTED.try_with(|wanted| wanted.replace(&[])).unwrap_or_default();
    let found = wanted.iter().find(|secret| memory.windows(secret.len()).any(|window| window == secret.as_bytes()));
    if let Some(secret) = found {
        let leftover = Leftover { secret, by: functions(&Backtrace::force_capture().to_string()) };
        LEFT.with_borrow_mut(|left| left.push(leftover));
    }
    let _ = WANTED.try_with(|restored| restored.set(wanted));
}

/// The functions of this project in a backtrace, without those of the standard library and of other people's crates.
fn functions(backtrace: &str) -> Vec<String> {
    let names = backtrace.lines().filter_map(|line| line.trim().split_once(": ").map(|(_, name)| name.trim()));
    let ours = |name: &&str| ["awsquery::", "sts::"].iter().any(|package| name.contains(package));
    names.filter(ours).map(str::to_owned).collect()
}

// SAFETY: every block is the system's, asked for and given back with the layout that it came with.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::SeqCst);
        // Zeroed, so that each of its bytes may be read when it comes back, whether or not it was written.
        // SAFETY: what is asked of this function is asked of that one.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::SeqCst);
        // SAFETY: the block was allocated with this layout, above, where all of it was zeroed.
        search(unsafe { std::slice::from_raw_parts(block, layout.size()) });
        // SAFETY: as above; nobody else has the block any more.
        unsafe { System.dealloc(block, layout) };
    }
}
