//! One file a command; what they share: opening the agreement, failing, printing.

mod agreement;
mod asked;
mod carrier;
mod check;
mod clock;
mod close;
pub mod command;
mod conclusion;
pub mod console;
mod convert;
mod draft;
mod explain;
mod export;
mod exports;
pub mod failure;
mod fetch;
mod first;
pub mod fleet;
mod forget;
mod handoff;
pub mod help;
mod history;
mod home;
mod init;
mod inspect;
mod judgement;
mod ledger;
mod log;
mod look;
mod mark;
mod memory;
mod notify;
mod open;
mod operator;
mod order;
mod past;
mod pending;
mod plan;
mod post;
mod preview;
mod process;
mod ratio;
mod run;
mod schedule;
mod send;
mod show;
mod stale;
mod status;
mod terms;
mod unshown;
mod versions;
mod whose;
mod written;

use std::path::Path;

pub use fetch::stand_by;

use crate::intake;
use crate::model::guard;
use crate::model::moment::Instant;
use command::Command;
use console::Console;
use failure::Exit;
pub use open::texts;

/// Carries out a command; `now` is the present instant.
pub fn main(console: Console, command: &Command, config: Option<&Path>, now: Instant) -> Exit {
    process::settle();
    silence_reader_panics();
    let done = match command {
        Command::Init(asked) => init::init(console, asked, now),
        Command::Convert(asked) => convert::convert(console, asked),
        Command::Inspect(asked) => inspect::inspect(console, asked, config),
        Command::Check { origins: true, json, .. } => check::origins(console, config, *json),
        Command::Check { json, mark, fetch, .. } => mark::marked(console, config, *mark)
            .and_then(|()| check::check(console, config, (*json, *fetch), now)),
        Command::Run(wish) => run::run(console, config, wish, now),
        Command::Open => show::newest(console, config),
        Command::Agreement(asked) => agreement::agreement(console, config, asked, now),
        Command::History(asked) => history::history(console, config, asked, now),
        Command::Log(asked) => log::log(console, config, asked, now),
        Command::Close(asked) => close::close(console, config, asked, now),
        Command::Preview(asked) => preview::preview(console, config, asked, now),
        Command::Export(asked) => export::export(console, config, asked, now),
        Command::Fleet(asked) => fleet::roll(console, asked, now),
        Command::Send(_) => send::send(console, config, now),
        Command::Status { max_age, json, .. } => {
            status::status(console, config, (max_age.as_deref(), *json), now)
        }
        Command::Ledger(asked) => ledger::ledger(console, config, asked, now),
        Command::Forget(asked) => forget::forget(console, config, asked, now),
        Command::Schedule(asked) => schedule::schedule(console, config, asked, now),
        Command::Plan(asked) => plan::plan(console, config, asked, now),
        Command::Explain(asked) => explain::explain(console, config, asked, now),
        Command::ReadWorkbook { arguments } => Ok(read_workbook(arguments)),
    };
    done.unwrap_or_else(|failure| {
        console.error(&failure.text);
        failure.exit
    })
}

/// Sets the process's panic hook: during guarded work, on whatever thread, a panic prints nothing, since it is told as an error of what
/// was worked on; at other times the usual hook runs.
fn silence_reader_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !guard::is_guarding() {
            usual(info);
        }
    }));
}

/// The other side of reading a workbook in a process of its own.
fn read_workbook(arguments: &[String]) -> Exit {
    let served = intake::child::serve(arguments, std::io::stdin().lock(), std::io::stdout().lock());
    if served.is_ok() { Exit::Done } else { Exit::Other }
}
