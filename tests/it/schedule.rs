//! What `acordo schedule` prints is taken by the schedulers' own tools, runs at the agreed instants, and survives odd names.

use std::fs;
use std::process::Command;

use crate::room::Room;

/// A job in a folder with blanks, accents, a per cent sign and quotes in its name.
fn room() -> (Room, String) {
    let room = Room::copy_of("sample-data");
    let odd = r#"50% "até" d'água"#;
    fs::create_dir(room.path(odd)).unwrap();
    let text = room
        .text("acordo.toml")
        .replace("deliver   = { folder = \"outbox\" }", "slots = [\"08:00\", \"14:30\"]");
    fs::write(room.path(&format!("{odd}/acordo.toml")), text).unwrap();
    (room, format!("{odd}/acordo.toml"))
}

fn printed(room: &Room, agreement: &str, zone: &str, arguments: &[&str]) -> String {
    let mut command = crate::room::program();
    command.arg("-c").arg(room.path(agreement)).arg("schedule").args(arguments).env("TZ", zone);
    let told = room.tell(&mut command);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    told.stdout
}

/// The part of the text under a heading with a file's name.
fn file<'a>(text: &'a str, ending: &str) -> &'a str {
    let part = text
        .split("\n# ── ")
        .find_map(|part| part.split_once(ending).filter(|(name, _)| !name.contains('\n')));
    part.unwrap_or_else(|| panic!("{ending}: {text}")).1
}

#[test]
fn systemd_takes_both_files_and_knows_the_next_run() {
    let (room, agreement) = room();
    let text = printed(&room, &agreement, "UTC", &["systemd"]);
    let (timer, service) = (file(&text, ".timer\n"), file(&text, ".service\n"));
    assert!(
        timer.contains("OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08:00:00 America/Sao_Paulo\n"),
        "{timer}"
    );
    assert!(
        timer.contains("14:30:00")
            && timer.contains("Persistent=true")
            && service.contains("run --scheduled"),
        "{text}"
    );
    assert!(service.contains("50%% \\\"até\\\" d'água"), "{service}");
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        println!("skipped: no systemd-analyze here to read the units");
        return;
    }
    let unit = room.path("acordo-teste.service");
    // A folder with quotes in its name is not one systemd can work in; the words of ExecStart are what is read here.
    fs::write(&unit, service).unwrap();
    fs::write(room.path("acordo-teste.timer"), timer).unwrap();
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .arg(room.path("acordo-teste.timer"))
        .arg(&unit)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&verified.stderr).into_owned();
    let ours: Vec<&str> = complaints.lines().filter(|line| line.contains("acordo-teste")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
    let calendar = Command::new("systemd-analyze")
        .args(["calendar", "Mon,Tue,Wed,Thu,Fri *-*-* 08:00:00 America/Sao_Paulo"])
        .output()
        .unwrap();
    assert!(calendar.status.success(), "{}", String::from_utf8_lossy(&calendar.stderr));
}

#[test]
fn cron_runs_at_the_agreed_instant_on_this_computers_clock() {
    let (room, agreement) = room();
    let lines = |zone: &str| -> Vec<String> {
        printed(&room, &agreement, zone, &["cron"])
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect()
    };
    let starts = |zone: &str| -> Vec<String> {
        lines(zone)
            .iter()
            .map(|line| line.split_whitespace().take(5).collect::<Vec<_>>().join(" "))
            .collect()
    };
    assert_eq!(lines("America/Sao_Paulo").remove(0), "CRON_TZ=America/Sao_Paulo");
    assert_eq!(
        starts("America/Sao_Paulo")[1..],
        ["0 8 * * 1-5", "30 14 * * 1-5", "0 11-23/3 * * 1-5"]
    );
    let elsewhere = printed(&room, &agreement, "UTC", &["cron"]);
    assert!(elsewhere.contains("# CRON_TZ=America/Sao_Paulo\n# 0 8 * * 1-5 "), "{elsewhere}");
    assert_eq!(starts("UTC"), ["0 11 * * 1-5", "30 17 * * 1-5", "0 14-23/3 * * 1-5"]);
    // 08:00 in São Paulo is 20:00 in Tokyo, and 14:30 is the next day there.
    assert_eq!(
        starts("Asia/Tokyo"),
        ["30 2 * * 2,3,4,5,6", "0 20 * * 1-5", "30 5-23/3 * * 2,3,4,5,6"]
            .map(|line| line.replace("2,3,4,5,6", "2-6"))
    );
    let line = lines("UTC").remove(0);
    let command = line
        .splitn(6, ' ')
        .nth(5)
        .unwrap()
        .replace("\\%", "%")
        .replace("--scheduled", "--as-of 2026-11-23T08:00 --no-mail");
    fs::copy(room.path("leads.csv"), room.path(&agreement.replace("acordo.toml", "leads.csv")))
        .unwrap();
    let told = room.tell(Command::new("sh").arg("-c").arg(command));
    assert!([0, 6].contains(&told.exit), "the shell finds program and agreement: {}", told.stderr);
}

#[test]
fn windows_and_macos_read_well_formed_xml() {
    let (room, agreement) = room();
    let task = printed(&room, &agreement, "America/Sao_Paulo", &["windows", "--at", "07:15"]);
    assert!(
        task.is_ascii() || task[task.find("-->").unwrap()..].is_ascii(),
        "no encoding can spoil it"
    );
    let settings = [
        "<MultipleInstancesPolicy>IgnoreNew<",
        "<StartWhenAvailable>true<",
        "<DisallowStartIfOnBatteries>false<",
        "<StopIfGoingOnBatteries>false<",
        "<RunOnlyIfNetworkAvailable>true<",
        "<ExecutionTimeLimit>PT2H<",
        "<RestartOnFailure><Interval>PT10M</Interval><Count>3<",
        "<Repetition><Interval>PT3H</Interval><Duration>PT12H<",
    ];
    assert!(settings.iter().all(|setting| task.contains(setting)), "{task}");
    for piece in [
        "T07:15:00</StartBoundary>",
        "<Monday/>",
        "<Friday/></DaysOfWeek>",
        "<StartWhenAvailable>true",
        "&#34;",
    ] {
        assert!(task.contains(piece), "{piece}: {task}");
    }
    let agent = printed(&room, &agreement, "America/Sao_Paulo", &["launchd"]);
    assert_eq!(
        agent.matches("<key>Weekday</key>").count(),
        5 * 4,
        "two slots and two second looks, five days"
    );
    let read = "import sys, plistlib, xml.etree.ElementTree as tree\n\
                tree.fromstring(open(sys.argv[1]).read()); agent = plistlib.load(open(sys.argv[2], 'rb'))\n\
                words = agent['ProgramArguments']\n\
                assert words[3:] == ['--quiet', 'run', '--scheduled'] and '50% \"até\"' in words[2], agent\n";
    fs::write(room.path("task.xml"), task).unwrap();
    fs::write(room.path("agent.plist"), agent).unwrap();
    let mut python = Command::new("python3");
    python.args(["-c", read]).arg(room.path("task.xml")).arg(room.path("agent.plist"));
    match python.output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr))
        }
        Err(_) => println!("skipped: no Python here to read the XML"),
    }
}

#[test]
fn the_program_describes_itself() {
    let room = Room::empty();
    assert!(room.done("completions bash").stdout.contains("_acordo"));
    assert!(room.done("completions fish").stdout.contains("schedule"));
    let manual = room.done("man").stdout;
    assert!(
        manual.contains(".TH")
            && manual.contains("scheduled")
            && !manual.contains("read\\-workbook"),
        "{manual}"
    );
    assert_eq!(room.acordo("schedule anacron").exit, 2);
}
