//! What the system is told of this process: no picture of its memory is left when it breaks, and no limit ends it without a word.

/// Settles both. What the system refuses to settle changes nothing for the work.
#[cfg(unix)]
pub fn settle() {
    // A core would hold the password.
    let _left_as_it_is = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
    // Beyond a limit on file sizes the system sends a signal whose default is death; heard, it is an error of writing.
    let heard = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let _left_as_it_is = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, heard);
}

/// Elsewhere there is nothing to settle.
#[cfg(not(unix))]
pub fn settle() {}
