//! The command line: a command, or a text that the command line makes of itself.

mod tree;
mod wrong;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::app;
use crate::app::command::Command;
use crate::app::console::Console;
use crate::app::failure::Exit;
use crate::app::help;
use crate::config;
use crate::model::moment::Instant;
use crate::model::stopwatch;
use crate::report::document::{self, schema::Document};
use crate::texts::Texts;

/// The arguments of the program; what is told of them stands in the texts (`[cli]`).
#[derive(Debug, Parser)]
#[command(name = "acordo", version = version())]
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

/// The version, and in brackets the commit of a release build and what was built in on demand.
fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let commit = Some(env!("ACORDO_COMMIT")).filter(|commit| !commit.is_empty());
    let feature = cfg!(feature = "keyring").then_some("keyring");
    match commit.into_iter().chain(feature).collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => version.to_owned(),
        more => format!("{version} ({more})"),
    }
}

/// What can be asked for on the command line.
#[derive(Debug, Subcommand)]
enum Verb {
    #[command(flatten)]
    Work(Command),
    /// A page of the manual, or the help of a command.
    Help {
        /// A topic, a metric, a code or a command.
        topic: Vec<String>,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
    /// Run the command of a source for another process of ours, and end it when that one is gone.
    #[command(hide = true)]
    StandBy {
        /// Its words.
        words: Vec<String>,
    },
    /// Print what a document may hold, as JSON Schema.
    Schema {
        /// The document.
        document: Described,
    },
}

/// A document with a JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Described {
    /// `acordo.toml`.
    #[value(alias = "acordo")]
    Agreement,
    /// `acordo.json`.
    #[value(alias = "resumo")]
    Summary,
    /// A sealed statement.
    #[value(alias = "termo")]
    Statement,
}

impl Described {
    fn schema(self, texts: &Texts) -> String {
        let schema = match self {
            Self::Agreement => config::schema(texts.language),
            Self::Summary => document::schema::schema(Document::Summary),
            Self::Statement => document::schema::schema(Document::Statement),
        };
        format!("{schema:#}")
    }
}

/// Reads the command line and carries the command out; `now` is the present instant.
pub fn main(now: Instant) -> ExitCode {
    stopwatch::gone_on();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let texts = app::texts(config_of(&arguments).as_deref());
    let loud = Console { is_quiet: false, is_verbose: false };
    let root = tree::told(&texts);
    let read = root.clone().try_get_matches_from(&arguments);
    let read = read.and_then(|found| Ok((Cli::from_arg_matches(&found)?, found)));
    let (cli, found) = match read {
        Ok(read) => read,
        Err(error) if is_answer(&error) => {
            loud.answer(error.render().to_string().trim_end());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            loud.error(&wrong::told(&texts, &error, &root, &arguments));
            return Exit::Usage.into();
        }
    };
    let console = Console { is_quiet: cli.quiet, is_verbose: cli.verbose > 0 };
    match &cli.command {
        Verb::Work(command) => {
            if let Some(asked) = command.fleet() {
                let own = tree::without_fleet(&root, &found);
                return app::fleet::all(console, command, asked, own, now).into();
            }
            return app::main(console, command, cli.config.as_deref(), now).into();
        }
        Verb::Help { topic } => return helped(console, &texts, &topic.join(" ")).into(),
        Verb::Completions { shell } => console.answer(&completions(&texts, *shell)),
        Verb::StandBy { words } => return app::stand_by(console, words).into(),
        Verb::Man => console.answer(&tree::manual(&texts)),
        Verb::Schema { document } => console.answer(&document.schema(&texts)),
    }
    ExitCode::SUCCESS
}

/// Tells that the instant in `ACORDO_NOW` cannot be read; nothing is done.
pub fn no_instant(found: &str) -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let texts = app::texts(config_of(&arguments).as_deref());
    let loud = Console { is_quiet: false, is_verbose: false };
    loud.error(&texts.phrase("app.bad-now", &[("found", found)]));
    Exit::Usage.into()
}

/// The agreement that `-c` or `--config` names: its language is needed before the arguments are read.
fn config_of(arguments: &[OsString]) -> Option<PathBuf> {
    let mut arguments = arguments.iter();
    arguments.find(|argument| *argument == "-c" || *argument == "--config")?;
    arguments.next().map(PathBuf::from)
}

/// True for help and version: answers, while everything else is wrong usage.
fn is_answer(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// Prints what was asked about: a command's help, a page, or the list of both.
fn helped(console: Console, texts: &Texts, asked: &str) -> Exit {
    let mut root = tree::told(texts);
    if asked.is_empty() {
        console.answer(&format!("{}\n{}", root.render_help(), help::contents(texts)));
        return Exit::Done;
    }
    // A word may name both: `schedule` is a command and a topic.
    let pages = [tree::help_of(&mut root, asked), help::page(texts, asked)];
    let pages: Vec<String> = pages.into_iter().flatten().collect();
    if !pages.is_empty() {
        console.answer(pages.join("\n").trim_end());
        return Exit::Done;
    }
    let commands = root.get_subcommands().map(|one| one.get_name().to_owned());
    let known: Vec<String> = help::words(texts).into_iter().chain(commands).collect();
    let mut lines = vec![texts.phrase("help.unknown", &[("found", asked)])];
    let meant = crate::config::nearest(asked, known.iter().map(String::as_str));
    lines.extend(meant.map(|hint| texts.phrase("help.meant", &[("hint", &hint)])));
    console.error(&lines.join(" "));
    console.error(&help::contents(texts));
    Exit::Usage
}

fn completions(texts: &Texts, shell: Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut tree::told(texts), "acordo", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
