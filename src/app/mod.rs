//! One file a command; what they share: opening the agreement, failing, printing.

mod carrier;
mod check;
mod close;
pub mod console;
mod draft;
mod explain;
mod failure;
mod history;
mod init;
mod inspect;
mod judgement;
mod log;
mod look;
mod memory;
mod notify;
mod open;
mod operator;
mod past;
mod plan;
mod post;
mod preview;
mod process;
mod ratio;
mod run;
mod schedule;
mod send;
mod stale;
mod status;

use std::path::{Path, PathBuf};

pub use close::Asked as CloseAsked;
use console::Console;
use failure::Exit;
pub use history::Asked as HistoryAsked;
pub use inspect::Asked;
pub use log::Asked as LogAsked;
pub use preview::Asked as PreviewAsked;
pub use schedule::Scheduler;

use crate::intake;

/// What a person or a timer can ask for.
pub enum Command {
    /// A starter file.
    Init {
        /// Folder for it.
        folder: PathBuf,
        /// Its language.
        language: String,
        /// Exports to fill its sources in from.
        from: Vec<PathBuf>,
    },
    /// How files are understood.
    Inspect(Asked),
    /// Everything but writing and sending.
    Check,
    /// The whole job.
    Run(RunWish),
    /// Something the teams decided, met or said, for the record.
    Log(log::Asked),
    /// An ended period, sealed; or the seals checked.
    Close(close::Asked),
    /// The past.
    History(history::Asked),
    /// Letters and workbook in a folder, nothing recorded or sent.
    Preview(preview::Asked),
    /// What is pending, delivered.
    Send,
    /// How the record stands.
    Status {
        /// Age above which the last report is too old.
        max_age: Option<String>,
    },
    /// The definition of a daily run for a scheduler.
    Schedule {
        /// Which one.
        scheduler: Scheduler,
        /// Times of day instead of the agreement's.
        at: Vec<String>,
    },
    /// Text that the command line makes of itself.
    Print(String),
    /// A workbook on standard input, read for another process of ours.
    ReadWorkbook {
        /// Format, sheet, header row, wanted headers.
        arguments: Vec<String>,
    },
    /// From the objective back to the hour.
    Plan {
        /// Sales wanted instead of the agreement's.
        sales: Option<f64>,
        /// `6` or `6:1` instead of the agreement's.
        leads_per_sale: Option<String>,
        /// Period.
        period: Option<String>,
        /// Instant.
        as_of: Option<String>,
        /// Print the plan of the summary document.
        json: bool,
    },
    /// A promise with today's numbers, or a lead's whole story.
    Explain {
        /// Metric, commitment or lead.
        what: String,
        /// Period.
        period: Option<String>,
        /// Instant.
        as_of: Option<String>,
    },
}

/// What a run may be told.
#[derive(Debug, Default)]
pub struct RunWish {
    /// Speak of this instant instead of now.
    pub as_of: Option<String>,
    /// Judge this period.
    pub period: Option<String>,
    /// Write the report, deliver no letter.
    pub no_mail: bool,
    /// Deliver letters of another instant or period too.
    pub send: bool,
    /// Deliver again, as a new revision.
    pub resend: bool,
    /// Started by a timer.
    pub scheduled: bool,
    /// Problems in the data are an error.
    pub strict: bool,
    /// Print the summary document.
    pub json: bool,
}

/// Carries out a command; `now` is the present instant (UTC seconds).
pub fn main(console: Console, command: &Command, config: Option<&Path>, now: i64) -> Exit {
    process::settle();
    silence_reader_panics();
    let done = match command {
        Command::Init { folder, language, from } => {
            init::init(console, folder, language, from, now)
        }
        Command::Inspect(asked) => inspect::inspect(console, asked, config),
        Command::Check => check::check(console, config, now),
        Command::Log(asked) => log::log(console, config, asked, now),
        Command::Close(asked) => close::close(console, config, asked, now),
        Command::History(asked) => history::history(console, config, asked, now),
        Command::Preview(asked) => preview::preview(console, config, asked, now),
        Command::Send => send::send(console, config, now),
        Command::Status { max_age } => status::status(console, config, max_age.as_deref(), now),
        Command::Schedule { scheduler, at } => {
            schedule::schedule(console, config, *scheduler, at, now)
        }
        Command::Print(text) => {
            console.answer(text);
            Ok(Exit::Done)
        }
        Command::Run(wish) => run::run(console, config, wish, now),
        Command::ReadWorkbook { arguments } => Ok(read_workbook(arguments)),
        Command::Plan { sales, leads_per_sale, period, as_of, json } => plan::plan(
            console,
            config,
            &plan::Asked { sales: *sales, leads_per_sale, period, as_of, json: *json },
            now,
        ),
        Command::Explain { what, period, as_of } => {
            explain::explain(console, config, &explain::Asked { what, period, as_of }, now)
        }
    };
    done.unwrap_or_else(|failure| {
        console.error(&failure.text);
        failure.exit
    })
}

/// A file whose parser panics is told as an error of that file; the panic's own words would only confuse.
fn silence_reader_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !intake::is_guarding() {
            usual(info);
        }
    }));
}

/// The other side of reading a workbook in a process of its own.
fn read_workbook(arguments: &[String]) -> Exit {
    let served = intake::child::serve(arguments, std::io::stdin().lock(), std::io::stdout().lock());
    if served.is_ok() { Exit::Done } else { Exit::Other }
}
