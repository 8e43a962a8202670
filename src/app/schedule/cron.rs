//! Lines of a crontab: on this computer's clock, with a second look for days on which it was off.

use super::{Timer, shell};

/// Hours after the first run of a day at which it is looked after.
const LATER: u32 = 3;

/// The lines, under what must be known of them.
pub fn text(timer: &Timer) -> String {
    let usual: String = timer.local.iter().map(|((hour, minute), days)| line(timer, *minute, &hour.to_string(), days, false)).collect();
    let first = timer.local.iter().next();
    let again = first.map(|((hour, minute), days)| {
        let hours = format!("{}-23/{LATER}", (hour + LATER).min(23));
        line(timer, *minute, &hours, days, true)
    });
    let about = ["head", "local", "cron", "catch-up"].map(|key| timer.comment(key, "# ")).concat();
    format!("{about}{usual}{}", again.unwrap_or_default())
}

/// One line; `%` is a line end to cron.
fn line(timer: &Timer, minute: u32, hours: &str, days: &[u32], is_second_look: bool) -> String {
    let program = format!("{} --config {}", shell(&timer.binary), shell(&timer.agreement));
    let run = format!("{program} --quiet run --scheduled");
    let command = if is_second_look { format!("{program} status --max-age 12h >/dev/null || {run}") } else { run };
    format!("{minute} {hours} * * {} {}\n", weekdays(days), command.replace('%', "\\%"))
}

/// Sunday is 0; a row of days is a range.
fn weekdays(days: &[u32]) -> String {
    let is_row = days.windows(2).all(|pair| matches!(pair, [one, next] if next - one == 1));
    match (days.first(), days.last()) {
        (Some(1), Some(7)) if is_row && days.len() == 7 => "*".to_owned(),
        (Some(first), Some(last)) if is_row && *last < 7 && days.len() > 2 => format!("{first}-{last}"),
        _ => days.iter().map(|day| (day % 7).to_string()).collect::<Vec<_>>().join(","),
    }
}
