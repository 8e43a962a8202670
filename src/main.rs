//! The program: tells the time and starts the command line.

use std::process::ExitCode;

use acordo::model::moment::Instant;

/// Millions of short texts and a few large columns: what the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match now() {
        Ok(now) => acordo::cli::main(now),
        Err(found) => acordo::cli::no_instant(&found),
    }
}

/// The only look at the clock: everything below is told the time. `ACORDO_NOW` (RFC 3339) stands in for it in rehearsals; one that
/// cannot be read is given back: the real clock in its place would make another report than the one asked for.
fn now() -> Result<Instant, String> {
    let Some(told) = std::env::var_os("ACORDO_NOW") else {
        return Ok(Instant::of(chrono::Utc::now().timestamp()));
    };
    let text = told.to_string_lossy().into_owned();
    let instant = chrono::DateTime::parse_from_rfc3339(&text).map_err(|_| text)?;
    Ok(Instant::of(instant.timestamp()))
}
