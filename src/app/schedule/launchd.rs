//! An agent of launchd: it runs once after sleep by itself, and twice more a day for what was missed while off.

use super::{Timer, xml};

/// Hours after the first run of a day at which it is looked after.
const LATER: [u32; 2] = [3, 6];

/// The property list.
pub fn text(timer: &Timer) -> String {
    let about = ["head", "local", "launchd"]
        .map(|key| timer.comment(key, ""))
        .concat()
        .replace("--", "- -");
    let mut entries: String =
        timer.local.iter().map(|((hour, minute), days)| times(*hour, *minute, days)).collect();
    if let Some(((hour, minute), days)) = timer.local.iter().next() {
        entries.extend(
            LATER
                .iter()
                .filter(|later| hour + **later < 24)
                .map(|later| times(hour + later, *minute, days)),
        );
    }
    let word = |word: &String| format!("<string>{}</string>", xml(word));
    let command = timer.command(&["--quiet"]).iter().map(word).collect::<Vec<_>>().concat();
    format!(
        "<?xml version=\"1.0\"?>\n<!--\n{about}-->\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\"><dict>\n<key>Label</key><string>{}</string>\n\
         <key>ProgramArguments</key><array>{command}</array>\n\
         <key>WorkingDirectory</key><string>{}</string>\n<key>StartCalendarInterval</key><array>\n{entries}</array>\n</dict></plist>\n",
        xml(&timer.unit),
        xml(&timer.work.folder)
    )
}

/// One entry a weekday: Monday is 1 and Sunday 7 as given, Sunday is 0 as launchd writes it.
fn times(hour: u32, minute: u32, days: &[u32]) -> String {
    let entry = |day: &u32| {
        format!(
            "<dict><key>Weekday</key><integer>{}</integer><key>Hour</key><integer>{hour}</integer><key>Minute</key><integer>{minute}</integer></dict>\n",
            day % 7
        )
    };
    days.iter().map(entry).collect()
}
