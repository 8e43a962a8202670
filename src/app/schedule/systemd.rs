//! Timer and service of systemd: exact in the agreement's zone, caught up after the computer was off.

use super::{LONGEST, PAUSE, Timer, Times, is_plain, not_again};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Both files, each under its name.
pub fn text(timer: &Timer) -> String {
    let unit = &timer.unit;
    format!(
        "{}{}\n# ── {unit}.timer\n{}\n# ── {unit}.service\n{}",
        timer.comment("head", "# "),
        timer.comment("systemd", "# "),
        timer_file(timer),
        service(timer)
    )
}

fn timer_file(timer: &Timer) -> String {
    let names = |days: &[u32]| {
        let named =
            DAYS.iter().zip(1..).filter(|(_, number)| days.contains(number)).map(|(name, _)| *name);
        named.collect::<Vec<_>>().join(",")
    };
    let line = |zone: &str, (hour, minute): (u32, u32), days: &[u32]| {
        format!("OnCalendar={} *-*-* {hour:02}:{minute:02}:00 {zone}\n", names(days))
    };
    let of_zone = |(zone, times): (&String, &Times)| {
        times.iter().map(|(time, days)| line(zone, *time, days)).collect::<String>()
    };
    let lines: String = timer.agreed.iter().map(of_zone).collect();
    format!(
        "[Unit]\nDescription={}\n\n[Timer]\n{lines}Persistent=true\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n",
        title(timer)
    )
}

/// It ends a run that hangs only after the longest wait for a mail server; what a person must mend is not tried again.
fn service(timer: &Timer) -> String {
    let credential = |name: &str| {
        let name = name.replace('%', "%%");
        format!("LoadCredential={name}:/etc/acordo/{name}\n")
    };
    let credentials: String = timer.credentials().into_iter().map(credential).collect();
    let command: Vec<String> = timer.command(&[]).iter().map(|part| word(part)).collect();
    format!(
        "[Unit]\nDescription={}\nWants=network-online.target\nAfter=network-online.target\nStartLimitIntervalSec=4h\nStartLimitBurst=5\n\n\
         [Service]\nType=oneshot\nWorkingDirectory={}\nExecStart={}\n{credentials}UMask=0077\n\
         TimeoutStartSec={}min\nRestart=on-failure\nRestartSec={PAUSE}min\nRestartPreventExitStatus={}\nNoNewPrivileges=yes\nPrivateTmp=yes\n",
        title(timer),
        timer.work.folder.replace('%', "%%"),
        command.join(" "),
        minutes(timer),
        not_again(" ")
    )
}

fn minutes(timer: &Timer) -> u32 {
    let [opened] = timer.work.opened.as_slice() else { return LONGEST * 60 };
    let server = opened.agreement.mail.server.as_ref();
    30 + server.map_or(0, |server| server.timeout.div_ceil(60) * 4)
}

fn title(timer: &Timer) -> String {
    format!("acordo: {}", timer.work.name.replace('%', "%%"))
}

/// A word of a command line, whatever is in it.
fn word(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let plain =
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{plain}\"")
}
