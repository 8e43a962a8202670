//! A task of Windows' Task Scheduler, with the defaults that would make it miss days turned off.

use super::{Timer, is_plain, xml};

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The task as XML.
pub fn text(timer: &Timer) -> String {
    let about = ["head", "local", "windows"]
        .map(|key| timer.comment(key, ""))
        .concat()
        .replace("--", "- -");
    let triggers: String =
        timer.local.iter().map(|((hour, minute), days)| trigger(*hour, *minute, days)).collect();
    let arguments: Vec<String> =
        timer.command(&["--quiet"]).iter().skip(1).map(|part| word(part)).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<!--\n{about}-->\n\
         <Task version=\"1.3\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n\
         <RegistrationInfo><Description>{}</Description></RegistrationInfo>\n\
         <Triggers>\n{triggers}</Triggers>\n\
         <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\
         <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><StartWhenAvailable>true</StartWhenAvailable>\
         <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable><ExecutionTimeLimit>PT2H</ExecutionTimeLimit>\
         <RestartOnFailure><Interval>PT10M</Interval><Count>3</Count></RestartOnFailure></Settings>\n\
         <Actions><Exec><Command>{}</Command><Arguments>{}</Arguments><WorkingDirectory>{}</WorkingDirectory></Exec></Actions>\n</Task>\n",
        xml(&timer.work.name),
        xml(&timer.binary),
        xml(&arguments.join(" ")),
        xml(&timer.work.folder)
    )
}

/// A word of a command line: no path holds the quotes around it.
fn word(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("\"{text}\"") }
}

/// One start and, every three hours for half a day, a look after what failed: a run that finds its report recorded sends nothing.
fn trigger(hour: u32, minute: u32, days: &[u32]) -> String {
    let names = DAYS
        .iter()
        .zip(1..)
        .filter(|(_, day)| days.contains(day))
        .map(|(name, _)| format!("<{name}/>"))
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<CalendarTrigger><StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>\
         <Repetition><Interval>PT3H</Interval><Duration>PT12H</Duration></Repetition>\
         <ScheduleByWeek><DaysOfWeek>{names}</DaysOfWeek><WeeksInterval>1</WeeksInterval></ScheduleByWeek></CalendarTrigger>\n"
    )
}
