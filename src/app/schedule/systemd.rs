//! Timer and service of systemd: exact in the agreement's zone, caught up after the computer was off.

use super::Timer;

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
    let zone = timer.opened.agreement.zone.name();
    let names = |days: &[u32]| {
        let named =
            DAYS.iter().zip(1..).filter(|(_, number)| days.contains(number)).map(|(name, _)| *name);
        named.collect::<Vec<_>>().join(",")
    };
    let line = |((hour, minute), days): (&(u32, u32), &Vec<u32>)| {
        format!("OnCalendar={} *-*-* {hour:02}:{minute:02}:00 {zone}\n", names(days))
    };
    let lines: String = timer.agreed.iter().map(line).collect();
    format!(
        "[Unit]\nDescription={}\n\n[Timer]\n{lines}Persistent=true\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n",
        title(timer)
    )
}

/// It ends a run that hangs only after the longest wait for a mail server; what a person must mend is not tried again.
fn service(timer: &Timer) -> String {
    let server = timer.opened.agreement.mail.server.as_ref();
    let minutes = 30 + server.map_or(0, |server| server.timeout.div_ceil(60) * 4);
    let credential = timer.credential().map_or_else(String::new, |name| {
        let name = name.replace('%', "%%");
        format!("LoadCredential={name}:/etc/acordo/{name}\n")
    });
    format!(
        "[Unit]\nDescription={}\nWants=network-online.target\nAfter=network-online.target\nStartLimitIntervalSec=4h\nStartLimitBurst=5\n\n\
         [Service]\nType=oneshot\nWorkingDirectory={}\nExecStart={} --config {} run --scheduled\n{credential}UMask=0077\n\
         TimeoutStartSec={minutes}min\nRestart=on-failure\nRestartSec=10min\nRestartPreventExitStatus=2 3 4 6\nNoNewPrivileges=yes\nPrivateTmp=yes\n",
        title(timer),
        timer.folder.replace('%', "%%"),
        word(&timer.binary),
        word(&timer.agreement)
    )
}

fn title(timer: &Timer) -> String {
    format!("acordo: {}", timer.opened.agreement.name.replace('%', "%%"))
}

/// A word of a command line, whatever is in it.
fn word(text: &str) -> String {
    let plain =
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{plain}\"")
}
