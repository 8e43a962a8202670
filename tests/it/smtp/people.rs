//! Letters of people's own by a server: killed between the decision and the sending, in doubt, refused for now and named no longer.

use std::fs;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{DELIVER, Job, PATIENCE, SALES, pki};
use crate::room::Room;
use crate::support::skip::skip;

const ANA: &str = "ana@empresa.com.br";
const BRUNO: &str = "bruno@empresa.com.br";
const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

/// The sample, with letters to sales and to two people.
fn job(port: u16) -> Job {
    let room = Room::copy_of("sample-data");
    let text = room.text("acordo.toml");
    let (before, _) = text.split_once("[mail]").unwrap();
    let mail = format!(
        "[mail]\nfrom = \"acordo@empresa.com.br\"\nsales = [\"{SALES}\"]\n[mail.people]\n\"Ana Beatriz Lopes\" = \"{ANA}\"\n\"Bruno Carvalho\" = \"{BRUNO}\"\n"
    );
    let deliver = DELIVER.replace("PORT", &port.to_string());
    fs::write(room.path("acordo.toml"), format!("{before}{mail}{deliver}")).unwrap();
    fs::write(room.path("ca.pem"), pki::ca_pem()).unwrap();
    Job { room, patience: PATIENCE }
}

fn copies(server: &Server) -> [usize; 3] {
    [SALES, ANA, BRUNO].map(|address| server.copies(address))
}

/// What was decided and recorded goes out with the next run, once each.
#[test]
fn killed_before_the_first_letter_none_is_lost_and_none_doubled() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        return skip("strace");
    }
    let server = Server::start(Shown::Good, USUAL, false);
    let job = job(server.port);
    let kill = ["-etrace=connect", "-einject=connect:signal=KILL:when=1", "-o/dev/null"];
    let kill = kill.map(str::to_owned);
    let ended = job.room.tell_or_killed(&mut super::crash::traced(&job, RUN, &kill));
    assert!(ended.is_none() && copies(&server) == [0; 3], "killed before it sent anything");
    assert_eq!(job.acordo(RUN).exit, 0);
    assert_eq!(copies(&server), [1; 3]);
    assert_eq!(job.acordo(RUN).exit, 0);
    assert_eq!(copies(&server), [1; 3], "each once");
}

/// The text had gone and no answer came: sent again once, byte for byte the same.
#[test]
fn a_letter_in_doubt_goes_once_more_and_one_of_nobody_named_goes_never() {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = job(server.port);
    server.fail(&[
        Fault { only: ANA, ..Fault::new(At::Rcpt, Act::Say("450 later\r\n")) },
        Fault { keeps: true, times: 2, ..Fault::new(At::Dot, Act::Cut) },
    ]);
    assert_eq!(job.acordo(RUN).exit, 5);
    let states = job.states();
    assert_eq!((&*states[ANA], &*states[BRUNO]), ("deferred", "unknown"), "{states:?}");
    server.fail(&[]);
    // Whoever is named no longer gets nothing; so does a reader of another name.
    let text = job.room.text("acordo.toml");
    fs::write(job.room.path("acordo.toml"), text.replace("Ana Beatriz Lopes", "Rafael Moura"))
        .unwrap();
    job.acordo("send");
    let states = job.states();
    assert_eq!((&*states[ANA], &*states[BRUNO]), ("dropped", "sent"), "{states:?}");
    assert_eq!(server.copies(ANA), 0, "it named another person");
    let kept = server.kept();
    let of_bruno: Vec<_> = kept.iter().filter(|kept| kept.to == [BRUNO]).collect();
    assert_eq!(of_bruno.len(), 2);
    assert_eq!(of_bruno[0].text, of_bruno[1].text, "the same bytes");
}
