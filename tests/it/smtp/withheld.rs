//! While something is to be decided, letters that wait go on waiting: no command takes them along, and no channel is told.

use std::fs;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{Job, taken};
use crate::hooks::Channel;

const WITHHELD: &str = "Nenhuma carta aos times";

#[test]
fn what_waits_goes_on_waiting_until_all_is_decided() {
    let channel = Channel::start("200 OK");
    let server = Server::start(Shown::Good, USUAL, false);
    let down = |said| server.fail(&[Fault::new(At::Mail, Act::Say(said))]);
    down("530 5.7.0 Authentication required\r\n");
    let job = Job::to(server.port)
        .with("[mail.deliver]", "[notify]\nslack-env = \"ACORDO_SLACK\"\n[mail.deliver]");
    let run = |arguments: &str| {
        job.room.tell(job.command(arguments).env("ACORDO_SLACK", channel.address()))
    };
    let daily = "run --as-of 2026-11-23T08:00 --send";
    assert_eq!(run(daily).exit, 5);
    let heard = channel.heard().len();
    assert!(heard > 0, "before anything asks, the channel hears that letters do not go out");
    let decided = job.room.text("acordo.toml");
    fs::write(job.room.path("acordo.toml"), format!("{decided}\n# DECIDA: quem?\n")).unwrap();
    // Another refusal is another trouble, which would be told.
    down("550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n");
    let resend = format!("{daily} --resend");
    for is_down in [true, false] {
        if !is_down {
            server.fail(&[]);
        }
        for arguments in ["send", daily, &resend, "run --scheduled", "send"] {
            let told = run(arguments);
            let at = format!("{arguments} (down: {is_down}): {}", told.stderr);
            assert!(arguments.ends_with("scheduled") || told.exit == 5, "{}: {at}", told.exit);
            assert!(told.stderr.matches(WITHHELD).count() <= 1, "{at}");
            assert!(arguments != "send" || told.stderr.contains(WITHHELD), "{at}");
            assert_eq!((taken(&server), channel.heard().len()), (vec![0; 3], heard), "{at}");
        }
        let status = run("status");
        assert_eq!(status.exit, 5, "{}", status.stdout);
        assert!(status.stdout.contains(WITHHELD), "{}", status.stdout);
    }
    fs::write(job.room.path("acordo.toml"), decided).unwrap();
    let told = run("send");
    assert_eq!((told.exit, taken(&server)), (0, vec![1; 3]), "{}", told.stderr);
}
