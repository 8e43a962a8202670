//! Lines of a crontab: on this computer's clock, with later looks for days on which it was off.

use super::{Timer, Times, shell};

/// Hours between the looks after what was missed.
const LATER: u32 = 3;

/// The lines, under what must be known of them. `CRON_TZ` holds the agreed zone where cron knows it (cronie); elsewhere it is a variable
/// like any other, so it stands only where this computer's clock shows the same, and the other form is a comment.
pub fn text(timer: &Timer) -> String {
    let about = ["head", "local", "cron", "catch-up"].map(|key| timer.comment(key, "# ")).concat();
    let of_zone = |(zone, times)| format!("CRON_TZ={zone}\n{}", lines(timer, times));
    let zones: String = timer.agreed.iter().map(of_zone).collect();
    if timer.agreed.values().all(|times| *times == timer.local) {
        return format!("{about}{zones}");
    }
    let other = zones.lines().map(|line| format!("# {line}\n")).collect::<Vec<_>>().concat();
    format!("{about}{}{}{other}", lines(timer, &timer.local), timer.comment("cron-zone", "# "))
}

/// A line a time of day, and the later looks: a run that finds its report recorded sends nothing.
fn lines(timer: &Timer, hours: &Times) -> String {
    let usual =
        hours.iter().map(|((hour, minute), days)| line(timer, *minute, &hour.to_string(), days));
    let later = hours.iter().next().filter(|((hour, _), _)| hour + LATER < 24).map(
        |((hour, minute), days)| {
            let looks = format!("{}-23/{LATER}", hour + LATER);
            line(timer, *minute, &looks, days)
        },
    );
    usual.chain(later).collect()
}

/// One line; `%` is a line end to cron.
fn line(timer: &Timer, minute: u32, hours: &str, days: &[u32]) -> String {
    let run: Vec<String> = timer.command(&["--quiet"]).iter().map(|part| shell(part)).collect();
    format!("{minute} {hours} * * {} {}\n", weekdays(days), run.join(" ").replace('%', "\\%"))
}

/// Times of day as engines write them.
pub fn expressions(times: &Times) -> Vec<String> {
    let one = |((hour, minute), days): (&(u32, u32), &Vec<u32>)| {
        format!("{minute} {hour} * * {}", weekdays(days))
    };
    times.iter().map(one).collect()
}

/// Sunday is 0; a row of days is a range.
fn weekdays(days: &[u32]) -> String {
    let is_row = days.windows(2).all(|pair| matches!(pair, [one, next] if next - one == 1));
    match (days.first(), days.last()) {
        (Some(1), Some(7)) if is_row && days.len() == 7 => "*".to_owned(),
        (Some(first), Some(last)) if is_row && *last < 7 && days.len() > 2 => {
            format!("{first}-{last}")
        }
        _ => days.iter().map(|day| (day % 7).to_string()).collect::<Vec<_>>().join(","),
    }
}
