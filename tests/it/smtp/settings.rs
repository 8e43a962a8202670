//! Refusals that a setting mends wait for it, and are told by a way that works; the password is asked for once.

use std::fs;
use std::time::{Duration, Instant};

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{DELIVER, Job, REPORT, taken, words};
use crate::hooks::Channel;

#[test]
fn what_a_setting_mends_goes_once_it_is_mended() {
    let faults = [
        (At::Mail, "550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n"),
        (At::Mail, "530 5.7.0 Authentication required\r\n"),
        (At::Mail, "553 5.7.1 sender address rejected: not owned by user acordo\r\n"),
        (At::Mail, "501 5.1.7 Invalid address\r\n"),
        (At::Greeting, "554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked\r\n"),
        (At::Greeting, "554 no smtp service here\r\n"),
        (At::Ehlo, "550 5.7.1 Access denied, IP not in SPF\r\n"),
        (At::StartTls, "554 5.7.3 Unable to initialize security subsystem\r\n"),
        (At::Rcpt, "504 5.5.2 <localhost>: Helo command rejected: need a full hostname\r\n"),
        (At::Dot, "550 5.7.501 Access denied, spam abuse detected. The account is banned\r\n"),
        (At::Dot, "550 5.7.502 Access denied, banned sender, spam\r\n"),
        (At::Rcpt, "554 5.7.1 Relay access denied\r\n"),
        (At::Rcpt, "550 5.7.64 TenantAttribution; Relay Access Denied\r\n"),
        (At::Rcpt, "550 relay not permitted\r\n"),
        (At::Data, "554 5.7.57 Client was not authenticated\r\n"),
        (At::Dot, "550 5.7.60 Client does not have permissions to send as this sender\r\n"),
        (At::Dot, "554 5.2.252 SendAsDenied; not allowed to send as acordo\r\n"),
    ];
    std::thread::scope(|scope| {
        faults.map(|(at, said)| scope.spawn(move || mended(at, said))).map(drop)
    });
}

fn mended(at: At, said: &'static str) {
    let channel = Channel::start("200 OK");
    let server = Server::start(Shown::Good, USUAL, false);
    server.fail(&[Fault::new(at, Act::Say(said))]);
    let job = Job::to(server.port)
        .with("[mail.deliver]", "[notify]\nslack-env = \"ACORDO_SLACK\"\n[mail.deliver]");
    let run = |arguments: &str| {
        job.room.tell(job.command(arguments).env("ACORDO_SLACK", channel.address()))
    };
    let told = run("-q run --as-of 2026-11-23T08:00 --send");
    assert_eq!((told.exit, taken(&server)), (5, vec![0; 3]), "{said}: {}", told.stderr);
    assert!(job.states().values().all(|state| state == "deferred"), "{said}: {:?}", job.states());
    let code = said.split_whitespace().next().unwrap();
    assert!(told.stderr.contains(code), "-q says it: {said}: {}", told.stderr);
    let alarms = |channel: &Channel| {
        let heard = channel.heard();
        heard.iter().filter(|(_, body)| body.contains("não saem")).count()
    };
    assert_eq!(alarms(&channel), 1, "{said}: the channel hears it: {:?}", channel.heard());
    let again = run("run --as-of 2026-11-23T08:00 --send");
    assert_eq!((again.exit, alarms(&channel)), (5, 1), "{said}: once a day");
    server.fail(&[]);
    let healed = run("send");
    assert_eq!((healed.exit, taken(&server)), (0, vec![1; 3]), "{said}: {}", healed.stderr);
    let operator = server.kept().into_iter().filter(|kept| !REPORT.contains(&kept.to[0].as_str()));
    let read: String = operator.map(|kept| words(&kept.text)).collect();
    assert!(read.contains(code), "the operator reads it afterwards: {said}: {read}");
}

/// Those that no setting mends stay refused.
#[test]
fn what_no_setting_mends_is_refused_for_good() {
    let faults = [
        (At::Rcpt, "550 5.1.1 no such user\r\n"),
        (At::Rcpt, "550 5.2.1 mailbox disabled\r\n"),
        (At::Mail, "552 5.3.4 too big\r\n"),
        (At::Dot, "554 5.7.1 spam\r\n"),
        (At::Dot, "552 5.2.3 too large\r\n"),
        (At::Data, "554 5.6.0 no\r\n"),
    ];
    std::thread::scope(|scope| {
        for (at, said) in faults {
            scope.spawn(move || {
                let server = Server::start(Shown::Good, USUAL, false);
                server.fail(&[Fault::new(at, Act::Say(said))]);
                let job = Job::to(server.port);
                let told = job.run();
                assert_eq!(told.exit, 5, "{said}");
                let failed = job.states().values().all(|state| state == "failed");
                assert!(failed, "{said}: {:?}", job.states());
            });
        }
    });
}

fn with_command(port: u16, command: &str) -> Job {
    let job = Job::to(port);
    let deliver = DELIVER.replace("PORT", &port.to_string());
    let own = deliver.replace(
        "password-env = \"ACORDO_SMTP_PASSWORD\"",
        &format!("password-command = {command:?}"),
    );
    job.with(&deliver, &own)
}

#[cfg(unix)]
#[test]
fn a_password_command_runs_once_a_run_however_many_letters_there_are() {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = with_command(server.port, "echo x >> asked.txt; echo canario-9f3b7");
    let told = job.run();
    assert_eq!((told.exit, taken(&server)), (0, vec![1; 3]), "{}", told.stderr);
    assert_eq!(job.room.text("asked.txt"), "x\n");
    server.fail(&[Fault { times: 1, ..Fault::new(At::Rcpt, Act::Say("451 grey\r\n")) }]);
    assert_eq!(job.acordo("run --as-of 2026-11-24T08:00 --send").exit, 0);
    assert_eq!(job.room.text("asked.txt"), "x\nx\n", "rounds of a run are one run");
    for (command, asked) in [("echo x >> asked.txt; exit 3", 3), ("echo x >> asked.txt", 4)] {
        let text = job.room.text("acordo.toml");
        let start = text.find("password-command").unwrap();
        let end = start + text[start..].find('\n').unwrap();
        fs::write(
            job.room.path("acordo.toml"),
            format!("{}password-command = {command:?}{}", &text[..start], &text[end..]),
        )
        .unwrap();
        let told = job.acordo(&format!("run --as-of 2026-11-{}T08:00 --send", 24 + asked - 2));
        assert_eq!(told.exit, 5, "{command}: {}", told.stderr);
        assert_eq!(job.room.text("asked.txt").len(), asked * 2, "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_password_command_that_never_ends_is_waited_for_once() {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = with_command(server.port, "sleep 60");
    let began = Instant::now();
    let told = job.run();
    // Five seconds of patience are set around the program; two letters and the operator's are to go.
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
    assert_eq!((told.exit, taken(&server)), (5, vec![0; 3]), "{}", told.stderr);
    assert!(told.stderr.contains("5 s"), "{}", told.stderr);
}
