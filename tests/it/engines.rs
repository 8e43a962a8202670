//! What `acordo schedule` prints for engines: shares of all agreements, each at its own hour, tried again only where that can help.

use std::fs;
use std::process::Command;

use crate::room::Room;
use crate::support::skip::skip;

/// Three clients in a folder with a blank in its name: at 8, at 14:30, and at 8 in another zone.
fn clients() -> Room {
    let room = Room::copy_of("sample-data");
    let text = room.text("acordo.toml");
    let later = ("deliver   = { folder = \"outbox\" }", "slots = [\"14:30\"]");
    let abroad = ("\"America/Sao_Paulo\"", "\"Europe/Lisbon\"");
    for (name, (old, new)) in [("ana", later), ("bia", abroad), ("caio", ("", ""))] {
        let folder = format!("os clientes/{name}");
        fs::create_dir_all(room.path(&folder)).unwrap();
        let own = if old.is_empty() { text.clone() } else { text.replace(old, new) };
        assert_eq!(own == text, old.is_empty(), "{name}");
        fs::write(room.path(&format!("{folder}/acordo.toml")), own).unwrap();
        fs::copy(room.path("leads.csv"), room.path(&format!("{folder}/leads.csv"))).unwrap();
    }
    room
}

fn printed(room: &Room, arguments: &[&str]) -> String {
    let mut command = crate::room::program();
    command.current_dir(room.path("")).env("TZ", "America/Sao_Paulo");
    let told = room.tell(command.arg("schedule").args(arguments));
    assert_eq!(told.exit, 0, "{arguments:?}: {}", told.stderr);
    told.stdout
}

fn of_all(room: &Room, engine: &str) -> String {
    printed(room, &[engine, "--all", "os clientes/*", "--tasks", "3"])
}

/// Without the comment above it, in which a path may stand too.
fn work(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("# ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_script_of_slurm_makes_its_share() {
    let room = clients();
    let text = of_all(&room, "slurm");
    assert!(text.contains("\n#SBATCH --array=1-3\n"), "{text}");
    for time in ["0 8", "30 14"] {
        assert!(
            text.contains(&format!("\n#   {time} * * 1-5 sbatch acordo-osclientes.sh\n")),
            "{text}"
        );
    }
    fs::write(
        room.path("job.sh"),
        text.replace("--scheduled", "--as-of 2026-11-23T08:00 --no-mail"),
    )
    .unwrap();
    for number in 1..=3 {
        let told = room.tell(
            Command::new("bash")
                .arg(room.path("job.sh"))
                .env("SLURM_ARRAY_TASK_ID", number.to_string()),
        );
        assert_eq!(told.exit, 6, "two of the three exports are missing: {}", told.stderr);
        let made = room.json(&format!("fleet-{number}-3.json")).to_string();
        let own = ["ana", "bia", "caio"][number - 1];
        assert!(made.contains(&format!("os clientes/{own}/acordo.toml")), "{made}");
        assert_eq!(made.matches("acordo.toml").count(), 1, "{made}");
    }
}

/// Runs a script with a program in the place of acordo that ends with these codes, one after the other; its exit code and how
/// often it was started.
fn tried(room: &Room, text: &str, codes: &str) -> (i32, usize) {
    let stub = format!(
        "#!/bin/sh\necho x >>{0}/starts\nset -- {codes}\nshift $(($(wc -l <{0}/starts) - 1))\nexit \"$1\"\n",
        room.path("").display()
    );
    fs::write(room.path("stub"), stub).unwrap();
    let text = text.replace(env!("CARGO_BIN_EXE_acordo"), "sh stub");
    fs::write(room.path("job.sh"), text.replace("sleep 600", ":")).unwrap();
    let _gone = fs::remove_file(room.path("starts"));
    let told =
        room.tell(Command::new("bash").arg(room.path("job.sh")).env("SLURM_ARRAY_TASK_ID", "1"));
    (told.exit, room.text("starts").lines().count())
}

#[test]
fn only_what_another_try_can_mend_is_tried_again() {
    let room = Room::copy_of("sample-data");
    let text = printed(&room, &["slurm"]);
    for (codes, exit, starts) in [
        ("0", 0, 1),
        ("5 0", 0, 2),
        ("7 7 0", 0, 3),
        ("1 5 7 0", 0, 4),
        ("5 5 5 5 0", 5, 4),
        ("7 3 0", 3, 2),
        ("2", 2, 1),
        ("3", 3, 1),
        ("4", 4, 1),
        ("6", 6, 1),
        ("8", 8, 1),
    ] {
        assert_eq!(tried(&room, &text, codes), (exit, starts), "{codes}");
    }
    let readme = include_str!("../../README.md");
    for code in 0..=8 {
        let is_final = [2, 3, 4, 6, 8].contains(&code);
        let row = format!("\n| {code} | ");
        let row = readme.split(&row).nth(1).and_then(|rest| rest.lines().next());
        let is_said = row.is_some_and(|row| row.ends_with("| no |"));
        assert_eq!(is_said, is_final || code == 0, "README on exit {code}: {row:?}");
    }
    let systemd = printed(&room, &["systemd"]);
    assert!(systemd.contains("\nRestartPreventExitStatus=2 3 4 6 8\n"), "{systemd}");
}

/// Python with the text of a file as `text`; nothing where it is not there.
fn python(room: &Room, text: &str, code: &str) -> Option<String> {
    fs::write(room.path("printed"), text).unwrap();
    let mut python = Command::new("python3");
    let code = format!("text = open('printed', encoding='utf-8').read()\n{code}");
    let output = python.current_dir(room.path("")).args(["-c", &code]).output().ok()?;
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

const CRON_JOBS: &str = "
try:
    import yaml
except ImportError:
    print('no YAML of Python here')
    raise SystemExit
jobs = [job['spec'] for job in yaml.safe_load_all(text) if job]
told = [(job['timeZone'], job['schedule']) for job in jobs]
assert told == [('America/Sao_Paulo', '0 8 * * 1-5'), ('America/Sao_Paulo', '30 14 * * 1-5'), ('Europe/Lisbon', '0 8 * * 1-5')], told
for job in jobs:
    job = job['jobTemplate']['spec']
    assert (job['completionMode'], job['completions'], job['backoffLimitPerIndex']) == ('Indexed', 3, 3), job
    assert job['podFailurePolicy']['rules'][0]['onExitCodes']['values'] == [2, 3, 4, 6, 8], job
    args = job['template']['spec']['containers'][0]['args']
    assert args == ['run', '--all', 'os clientes/*', '--to', '.', '--scheduled', '--task', '3'], args
";

#[test]
fn kubernetes_has_a_job_for_each_hour_and_zone() {
    let room = clients();
    let text = of_all(&room, "kubernetes");
    let names = ["1", "2", "3"].map(|number| format!("\n  name: acordo-osclientes-{number}\n"));
    assert!(names.iter().all(|name| text.contains(name)), "{text}");
    match python(&room, &text, CRON_JOBS) {
        Some(told) if told.is_empty() => {}
        lacking => skip(lacking.as_deref().unwrap_or("no Python here to read the YAML")),
    }
    let one = printed(&room, &["kubernetes", "--at", "07:15"]);
    assert!(
        one.contains("args: [\"--config\", \"acordo.toml\", \"run\", \"--scheduled\"]"),
        "{one}"
    );
    assert_eq!(one.matches("schedule: \"15 7 * * 1-5\"").count(), 1, "{one}");
    // Kubernetes takes names of 52 signs.
    let text = room.text("acordo.toml").replace("Smarketing 2026", &"Nome comprido. ".repeat(9));
    fs::write(room.path("acordo.toml"), text).unwrap();
    let long = printed(&room, &["kubernetes"]);
    let name = long.lines().find_map(|line| line.strip_prefix("  name: ")).unwrap();
    assert!(name.len() <= 52 && name.ends_with("-1"), "{name}");
}

/// Stands in for Airflow: keeps what the file says of its DAGs, and lets a task be called.
const DAGS: &str = "
import subprocess, sys, types
dags, started = [], []
class Failed(Exception): pass
class Dag:
    def __init__(self, name, **said): dags.append((name, said))
    __enter__ = lambda self: self
    __exit__ = lambda self, *left: None
def task(**said):
    def taken(function):
        function.expand = lambda number: dags[-1][1].update(numbers=number)
        return function
    return taken
def timetable(*times, timezone): return (times, timezone)
for name, parts in {'airflow': {}, 'airflow.exceptions': {'AirflowFailException': Failed}, 'airflow.sdk': {'DAG': Dag, 'task': task},
                    'airflow.timetables': {}, 'airflow.timetables.trigger': {'MultipleCronTriggerTimetable': timetable}}.items():
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(parts)
exec(compile(text, 'dag', 'exec'))
told = [(name, said['schedule'], said['numbers']) for name, said in dags]
assert told == [('acordo-osclientes-1', (('0 8 * * 1-5', '30 14 * * 1-5'), 'America/Sao_Paulo'), [1, 2, 3]),
                ('acordo-osclientes-2', (('0 8 * * 1-5',), 'Europe/Lisbon'), [1, 2, 3])], told
def ends_with(code):
    def run(command, cwd):
        started.append((command, cwd))
        return types.SimpleNamespace(returncode=code)
    subprocess.run = run
    try:
        share(2)
    except Failed: return 'failed'
    except RuntimeError: return 'again'
    return 'done'
ends = [ends_with(code) for code in range(9)]
assert ends == ['done', 'again', 'failed', 'failed', 'failed', 'again', 'failed', 'again', 'failed'], ends
command, cwd = started[0]
assert command[1:3] == ['run', '--all'] and command[3] == cwd + '/os clientes/*' and command[-2:] == ['--task', '2/3'], command
";

#[test]
fn airflow_has_a_dag_for_each_zone() {
    let room = clients();
    if python(&room, &of_all(&room, "airflow"), DAGS).is_none() {
        skip("no Python here to read the DAG");
    }
}

#[test]
fn a_computers_own_timer_takes_all_agreements_too() {
    let room = clients();
    for scheduler in ["systemd", "cron", "windows", "launchd"] {
        let text = work(&printed(&room, &[scheduler, "--all", "os clientes/*"]));
        assert!(text.contains("--all") && text.contains("os clientes/*"), "{text}");
        assert!(text.contains("--scheduled") && !text.contains("--task"), "{text}");
    }
    let systemd = printed(&room, &["systemd", "--all", "os clientes/*"]);
    let times =
        ["08:00:00 America/Sao_Paulo", "14:30:00 America/Sao_Paulo", "08:00:00 Europe/Lisbon"];
    assert_eq!(systemd.matches("\nOnCalendar=").count(), 3, "{systemd}");
    assert!(times.iter().all(|time| systemd.contains(&format!(" *-*-* {time}\n"))), "{systemd}");
    let none = room.acordo("schedule cron --all nobody/*");
    assert_eq!(none.exit, 3, "{}", none.stderr);
    assert_eq!(room.acordo("schedule slurm --tasks 3").exit, 2, "tasks of one agreement");
    assert_eq!(room.acordo("schedule slurm --all os* --tasks 0").exit, 2);
}
