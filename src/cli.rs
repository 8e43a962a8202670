//! Arguments of the command line, turned into a command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::app::console::Console;
use crate::app::{self, Command, RunWish, Scheduler};

/// Measures the agreement between marketing and sales from the exports both teams already have.
#[derive(Debug, Parser)]
#[command(name = "acordo", version, about)]
struct Cli {
    /// Agreement file; default: acordo.toml here or in a parent folder.
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

/// The commands.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Write a commented starter file.
    Init {
        /// Folder for it.
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Language of the file: pt-BR or en.
        #[arg(long, default_value = "pt-BR")]
        language: String,
        /// Exports to look at: their sources are filled in, and what you must decide is marked.
        #[arg(long, num_args = 1.., value_name = "EXPORT")]
        from: Vec<PathBuf>,
    },
    /// Say how files are understood: format, encoding, header row, columns, types, doubts.
    Inspect(InspectArgs),
    /// Check agreement, sources and mapping: everything but writing and sending.
    Check,
    /// Read the exports, judge the agreement, write the report and deliver the letters.
    Run(RunArgs),
    /// Show every commitment by period and week: as of now, and as reported.
    History {
        /// A metric or a commitment's id; default: all.
        #[arg(value_name = "METRIC")]
        what: Option<String>,
        /// Speak of this instant.
        #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
        as_of: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a decision, an incident or a conversation into the record.
    Log {
        /// What to write down.
        text: String,
        /// decision, incident or conversation; default: decision, with --lead conversation.
        #[arg(long)]
        kind: Option<String>,
        /// A metric or a commitment's id.
        #[arg(long, value_name = "METRIC")]
        about: Option<String>,
        /// Who says so.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Contest this lead's verdict on what --about names (all without it); with --kind decision, end the contest.
        #[arg(long, value_name = "LEAD")]
        lead: Option<String>,
    },
    /// Seal an ended period: kept or not, clause by clause, as a workbook and a document that prove themselves.
    Close {
        /// Period: 2026-10, 2026-Q3, last, FROM..TO; default: the last one that ended.
        #[arg(long)]
        period: Option<String>,
        /// Send the statement to both teams and their directors.
        #[arg(long)]
        send: bool,
        /// Check every sealed statement, in the record and in the report folder; seal nothing.
        #[arg(long, conflicts_with_all = ["period", "send", "yes"])]
        verify: bool,
        /// Seal without asking: for scripts, once somebody has seen what will be sealed.
        #[arg(long)]
        yes: bool,
    },
    /// Write the letters and the workbook into a folder; nothing is recorded or sent.
    Preview {
        /// The folder; default: `previa` (en: `preview`) beside the agreement.
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
        /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
        #[arg(long)]
        period: Option<String>,
        /// Speak of this instant.
        #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
        as_of: Option<String>,
    },
    /// Deliver the letters that are pending.
    Send,
    /// Say when the last report was made and what became of its letters; the exit code is for a monitor.
    Status {
        /// Oldest good report: 26h, 90m, 2d.
        #[arg(long, value_name = "AGE")]
        max_age: Option<String>,
    },
    /// Print the definition of the daily run for a scheduler; nothing is installed.
    Schedule {
        /// systemd, cron, windows or launchd.
        scheduler: SchedulerName,
        /// Times of day instead of the agreement's `mail.slots`.
        #[arg(long, value_name = "HH:MM", value_delimiter = ',')]
        at: Vec<String>,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
    /// Read a workbook from standard input for another process of ours.
    #[command(hide = true)]
    ReadWorkbook {
        /// Format, sheet, header row, wanted headers.
        arguments: Vec<String>,
    },
    /// From the objective back to the hour.
    Plan {
        /// Sales wanted instead of the agreement's.
        #[arg(long)]
        sales: Option<f64>,
        /// Leads that make a sale, as 6, 6:1 or observed, instead of the agreement's.
        #[arg(long)]
        leads_per_sale: Option<String>,
        /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
        #[arg(long)]
        period: Option<String>,
        /// Speak of this instant.
        #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
        as_of: Option<String>,
        /// Print the plan of the summary document.
        #[arg(long)]
        json: bool,
    },
    /// A promise with today's numbers, or a lead's whole story.
    Explain {
        /// A metric, a commitment's id, or a lead's id, e-mail or phone.
        #[arg(value_name = "METRIC | LEAD")]
        what: String,
        /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
        #[arg(long)]
        period: Option<String>,
        /// Speak of this instant.
        #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
        as_of: Option<String>,
    },
}

/// Schedulers by their names.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SchedulerName {
    Systemd,
    Cron,
    Windows,
    Launchd,
}

/// What an inspection may be told.
#[derive(Args, Debug, Default)]
struct InspectArgs {
    /// Exports to look at.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Language of the answer: pt-BR or en; default: the agreement's, else pt-BR.
    #[arg(long)]
    language: Option<String>,
    /// Show e-mail addresses and phones as they are.
    #[arg(long)]
    full: bool,
    /// First rows to show as they would be read.
    #[arg(long, default_value_t = 3)]
    rows: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a run may be told.
#[derive(Args, Debug, Default)]
struct RunArgs {
    /// Speak of this instant instead of now; a date alone is the end of that day.
    #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
    as_of: Option<String>,
    /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
    #[arg(long)]
    period: Option<String>,
    /// Write the report, deliver no letter.
    #[arg(long)]
    no_mail: bool,
    /// Deliver the letters of another instant or period too (a folder receives them anyway).
    #[arg(long)]
    send: bool,
    /// Deliver again what was delivered, as a new revision.
    #[arg(long)]
    resend: bool,
    /// Started by a timer: days that are not working days are recorded and nothing is sent.
    #[arg(long)]
    scheduled: bool,
    /// Problems in the data are an error (exit 6).
    #[arg(long)]
    strict: bool,
    /// Print the summary document.
    #[arg(long)]
    json: bool,
}

/// Reads the command line and carries the command out; `now` is the present instant (UTC seconds).
pub fn main(now: i64) -> ExitCode {
    let cli = Cli::parse();
    let console = Console { is_quiet: cli.quiet, is_verbose: cli.verbose > 0 };
    app::main(console, &cli.command.command(), cli.config.as_deref(), now).into()
}

impl Verb {
    fn command(self) -> Command {
        match self {
            Self::Init { folder, language, from } => Command::Init { folder, language, from },
            Self::Inspect(InspectArgs { files, language, full, rows, json }) => {
                Command::Inspect(app::Asked { files, language, full, rows, json })
            }
            Self::Check => Command::Check,
            Self::History { what, as_of, json } => {
                Command::History(app::HistoryAsked { what, as_of, json })
            }
            Self::Log { text, kind, about, by, lead } => {
                Command::Log(app::LogAsked { text, kind, about, by, lead })
            }
            Self::Close { period, send, verify, yes } => {
                Command::Close(app::CloseAsked { period, send, verify, yes })
            }
            Self::Preview { to, period, as_of } => {
                Command::Preview(app::PreviewAsked { to, period, as_of })
            }
            Self::Send => Command::Send,
            Self::Status { max_age } => Command::Status { max_age },
            Self::Run(arguments) => Command::Run(arguments.wish()),
            Self::Schedule { scheduler, at } => {
                Command::Schedule { scheduler: scheduler.meant(), at }
            }
            Self::Completions { shell } => Command::Print(completions(shell)),
            Self::Man => Command::Print(manual()),
            Self::ReadWorkbook { arguments } => Command::ReadWorkbook { arguments },
            Self::Explain { what, period, as_of } => Command::Explain { what, period, as_of },
            Self::Plan { sales, leads_per_sale, period, as_of, json } => {
                Command::Plan { sales, leads_per_sale, period, as_of, json }
            }
        }
    }
}

impl SchedulerName {
    fn meant(self) -> Scheduler {
        match self {
            Self::Systemd => Scheduler::Systemd,
            Self::Cron => Scheduler::Cron,
            Self::Windows => Scheduler::Windows,
            Self::Launchd => Scheduler::Launchd,
        }
    }
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

impl RunArgs {
    fn wish(self) -> RunWish {
        RunWish {
            as_of: self.as_of,
            period: self.period,
            no_mail: self.no_mail,
            send: self.send,
            resend: self.resend,
            scheduled: self.scheduled,
            strict: self.strict,
            json: self.json,
        }
    }
}
