//! An allocator that counts allocations and bytes, and finds secrets in memory that is freed.
#![expect(unsafe_code, reason = "an allocator cannot be written without; nothing here is part of what users get")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator with checks. A test program makes it its `#[global_allocator]`.
///
/// `realloc` always copies to a new block and frees the old one, so that a string that grows always leaves its old content
/// behind, not only if the system happens to move it.
pub struct Watched;

static HELD: AtomicUsize = AtomicUsize::new(0);
/// The largest number of bytes since the last start of [`peak`].
static PEAK: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The number of blocks that this thread has allocated.
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
    /// Secrets that are searched for in memory that this thread frees.
    static WANTED: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
    /// Secrets that were found.
    static LEFT: RefCell<Vec<Leftover>> = const { RefCell::new(Vec::new()) };
}

/// A secret in memory that was freed.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// The secret.
    pub secret: &'static str,
    /// The functions of this project that freed the memory, innermost first.
    pub by: Vec<String>,
}

/// Returns the number of bytes that all threads have allocated.
pub fn held() -> usize {
    HELD.load(Ordering::SeqCst)
}

/// Runs `action`, and returns how many bytes all threads had allocated at most in addition to those before it.
pub fn peak(action: impl FnOnce()) -> usize {
    let before = held();
    PEAK.store(before, Ordering::SeqCst);
    action();
    PEAK.load(Ordering::SeqCst) - before
}

/// Runs `action`, and returns how many blocks this thread allocated meanwhile. A block that grows counts again.
pub fn allocations(action: impl FnOnce()) -> usize {
    let before = ALLOCATED.get();
    action();
    ALLOCATED.get() - before
}

/// Runs `action`, and returns the given secrets that were in memory that this thread freed.
pub fn leftovers(secrets: &'static [&'static str], action: impl FnOnce()) -> Vec<Leftover> {
    WANTED.set(secrets);
    action();
    WANTED.set(&[]);
    LEFT.take()
}

/// Records the first secret in a block of memory, if there is one.
fn search(memory: &[u8]) {
    // The search is off while a finding is recorded, because that allocates too. It is also off at the end of a thread,
    // when its thread-local variables are gone.
    let wanted = WANTED.try_with(|wanted| wanted.replace(&[])).unwrap_or_default();
    let found = wanted.iter().find(|secret| memory.windows(secret.len()).any(|window| window == secret.as_bytes()));
    if let Some(secret) = found {
        let leftover = Leftover { secret, by: functions(&Backtrace::force_capture().to_string()) };
        LEFT.with_borrow_mut(|left| left.push(leftover));
    }
    let _ = WANTED.try_with(|restored| restored.set(wanted));
}

/// Returns the functions of this project in a backtrace.
fn functions(backtrace: &str) -> Vec<String> {
    let names = backtrace.lines().filter_map(|line| line.trim().split_once(": ").map(|(_, name)| name.trim()));
    let ours = |name: &&str| ["awsquery::", "sts::"].iter().any(|package| name.contains(package));
    names.filter(ours).map(str::to_owned).collect()
}

// SAFETY: every block comes from the system's allocator, and is freed with the layout that it was allocated with.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::SeqCst) + layout.size();
        PEAK.fetch_max(held, Ordering::SeqCst);
        // At the end of a thread, its variables are gone, and no one counts any more.
        let _ = ALLOCATED.try_with(|allocated| allocated.set(allocated.get() + 1));
        // The block is zeroed, so that `dealloc` may read bytes that were never written.
        // SAFETY: the caller upholds the requirements of this function, which are those of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::SeqCst);
        // SAFETY: `alloc` allocated the block with this layout, and zeroed all of it.
        search(unsafe { std::slice::from_raw_parts(block, layout.size()) });
        // SAFETY: `alloc` allocated the block with this layout, and the caller no longer uses it.
        unsafe { System.dealloc(block, layout) };
    }
}
