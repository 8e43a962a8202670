//! The command line: a command, or a text that the command line makes of itself.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::app;
use crate::app::command::Command;
use crate::app::console::Console;

/// Measures the agreement between marketing and sales from the exports both teams already have.
#[derive(Debug, Parser)]
#[command(name = "acordo", version, about)]
struct Cli {
    /// Agreement, TOML or workbook; default: acordo.toml or acordo.xlsx here or in a parent folder.
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only errors.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// More about what is done.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// What to do.
    #[command(subcommand)]
    command: Verb,
}

/// What can be asked for on the command line.
#[derive(Debug, Subcommand)]
enum Verb {
    #[command(flatten)]
    Work(Command),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
}

/// Reads the command line and carries the command out; `now` is the present instant (UTC seconds).
pub fn main(now: i64) -> ExitCode {
    let cli = Cli::parse();
    let console = Console { is_quiet: cli.quiet, is_verbose: cli.verbose > 0 };
    match &cli.command {
        Verb::Work(command) => {
            return app::main(console, command, cli.config.as_deref(), now).into();
        }
        Verb::Completions { shell } => console.answer(&completions(*shell)),
        Verb::Man => console.answer(&manual()),
    }
    ExitCode::SUCCESS
}

fn completions(shell: Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "acordo", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// The page of the program and one section a command.
fn manual() -> String {
    let mut text = Vec::new();
    let mut program = Cli::command();
    program.build();
    let pages = std::iter::once(program.clone())
        .chain(program.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
    for page in pages {
        // Writing into memory does not fail.
        let _written = clap_mangen::Man::new(page).render(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}
