//! One file a command; what they share: opening the agreement, failing, printing.

mod check;
mod console;
mod failure;
mod init;
mod open;
mod plan;
mod run;
mod stale;

use crate::cli::{Cli, Command};

use console::Console;
use failure::Exit;

/// Carries out the command; `now` is the present instant (UTC seconds).
pub fn main(cli: &Cli, now: i64) -> Exit {
    silence_reader_panics();
    let console = Console { is_quiet: cli.quiet };
    let config = cli.config.as_deref();
    let done = match &cli.command {
        Command::Init { folder, language } => init::init(console, folder, language),
        Command::Check => check::check(console, config, now),
        Command::Run(arguments) => run::run(console, config, arguments, now),
        Command::Plan { sales, leads_per_sale, period, as_of } => {
            plan::plan(console, config, &plan::Asked { sales: *sales, leads_per_sale, period, as_of }, now)
        }
    };
    done.unwrap_or_else(|failure| {
        console.error(&failure.text);
        failure.exit
    })
}

/// A workbook parser that panics is caught and told as an error of its file; its own words would only confuse.
fn silence_reader_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some("workbook") {
            usual(info);
        }
    }));
}
