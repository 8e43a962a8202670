//! The program: tells the time and starts the command line.

use std::process::ExitCode;

/// Millions of short texts and a few large columns: what the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    acordo::cli::main(now())
}

/// The only look at the clock: everything below is told the time. `ACORDO_NOW` (RFC 3339) stands in for it in rehearsals.
fn now() -> i64 {
    let told = std::env::var("ACORDO_NOW")
        .ok()
        .and_then(|text| chrono::DateTime::parse_from_rfc3339(&text).ok());
    told.map_or_else(|| chrono::Utc::now().timestamp(), |instant| instant.timestamp())
}
