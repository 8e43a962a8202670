//! Tests that need what this machine does not have.

/// Says that a test is skipped for want of something. With `ACORDO_NO_SKIPS` set, as CI has it, that is a
/// failure: the words of a test that passes are seen by nobody.
pub fn skip(want: &str) {
    assert!(std::env::var_os("ACORDO_NO_SKIPS").is_none(), "skipped: {want}");
    println!("skipped: {want}");
}
