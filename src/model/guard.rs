//! Work that may break off in the code of others: on files that nobody vouches for, or on a full disk. A panic in it is its own trouble, not
//! the run's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// The work's result; nothing when it panicked.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    AT_WORK.fetch_add(1, Ordering::SeqCst);
    let done = catch_unwind(AssertUnwindSafe(work));
    AT_WORK.fetch_sub(1, Ordering::SeqCst);
    done.ok()
}

/// True while guarded work goes on: a parser may use threads of its own, whose words would only confuse.
pub fn is_guarding() -> bool {
    AT_WORK.load(Ordering::SeqCst) > 0
}
