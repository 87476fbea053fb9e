//! The times and the random numbers of the platform that the program runs on.
//!
//! Each implementation has the same functions. They return `None` for what the platform does not have:
//!
//! | module | target | source |
//! |---|---|---|
//! | `system` | all but the next two | the standard library |
//! | `js` | wasm32-unknown-unknown with the feature `js` | JavaScript |
//! | `bare` | wasm32-unknown-unknown without it | none: the standard library panics there, or repeats itself |

#[cfg(all(target_family = "wasm", target_os = "unknown", not(feature = "js")))]
mod bare;
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
mod js;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod system;

#[cfg(all(target_family = "wasm", target_os = "unknown", not(feature = "js")))]
pub(super) use bare::{monotonic, random, wall};
#[cfg(all(target_family = "wasm", target_os = "unknown", feature = "js"))]
pub(super) use js::{monotonic, random, wall};
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(super) use system::{monotonic, random, wall};
