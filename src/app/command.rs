//! What a person or a timer can ask for: every command with its arguments, as the command line reads them.
//!
//! The first sentence of a command and of each argument is also its help.

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// The commands that do the work.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write an agreement to begin with, a workbook.
    Init(InitArgs),
    /// Write the agreement as a workbook (.xlsx), or a workbook's as TOML, with the same meaning.
    Convert(ConvertArgs),
    /// Say how files are understood: format, encoding, header row, columns, types, doubts.
    Inspect(InspectArgs),
    /// Check agreement, sources and mapping: everything but writing and sending.
    Check {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Write the agreement's problems as notes into a copy of its workbook.
        #[arg(long)]
        mark: bool,
        /// Say where each value of the agreement stands, its own and what it extends; nothing else is checked.
        #[arg(long)]
        origins: bool,
        /// Run the commands of the sources first (`fetch`), as a run does.
        #[arg(long)]
        fetch: bool,
        /// For many agreements.
        #[command(flatten)]
        fleet: FleetArgs,
    },
    /// Read the exports, judge the agreement, write the report and deliver the letters.
    Run(RunArgs),
    /// Open the newest workbook in the system's program.
    Open,
    /// Print the agreement on one page: objective, promises, roles, the way of a lead.
    Agreement(AgreementArgs),
    /// Show every commitment by period and week: as of now, and as reported.
    History(HistoryArgs),
    /// Write a decision, an incident or a conversation into the record.
    Log(LogArgs),
    /// Seal an ended period: kept or not, clause by clause, as a workbook and a document that prove themselves.
    Close(CloseArgs),
    /// Write the letters and the workbook into a folder; nothing is recorded or sent.
    Preview(LookArgs),
    /// Write the numbers as tables for other programs, CSV or Parquet; nothing is recorded or sent.
    Export(ExportArgs),
    /// Deliver the letters that are pending.
    Send(FleetArgs),
    /// Say when the last report was made and what became of its letters; the exit code is for a monitor.
    Status {
        /// Oldest good report: 26h, 90m, 2d.
        #[arg(long, value_name = "AGE")]
        max_age: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// For many agreements.
        #[command(flatten)]
        fleet: FleetArgs,
    },
    /// How many agreements stand: a workbook and a few lines, from the documents that their runs left.
    Fleet(RollArgs),
    /// Look through the record and its copies, or put a copy back.
    #[command(subcommand)]
    Ledger(LedgerArgs),
    /// Take a person out of record, letters and kept reports (LGPD, GDPR).
    Forget(ForgetArgs),
    /// Print the definition of the daily run for a scheduler; nothing is installed.
    Schedule(ScheduleArgs),
    /// From the objective back to the hour.
    Plan(PlanArgs),
    /// A promise with today's numbers, or a lead's whole story.
    Explain(ExplainArgs),
    /// Read a workbook from standard input for another process of ours.
    #[command(hide = true)]
    ReadWorkbook {
        /// Format, sheet, header row, wanted headers.
        arguments: Vec<String>,
    },
}

impl Command {
    /// For which agreements the command is, where it is for many.
    pub fn fleet(&self) -> Option<&FleetArgs> {
        let (Self::Run(RunArgs { fleet: asked, .. })
        | Self::Check { fleet: asked, .. }
        | Self::Close(CloseArgs { fleet: asked, .. })
        | Self::Status { fleet: asked, .. }
        | Self::Send(asked)) = self
        else {
            return None;
        };
        (!asked.all.is_empty()).then_some(asked)
    }

    /// Whether the answer is to be a document.
    pub fn wants_json(&self) -> bool {
        matches!(
            self,
            Self::Run(RunArgs { json: true, .. })
                | Self::Check { json: true, .. }
                | Self::Status { json: true, .. }
        )
    }
}

/// For which agreements a command is, and how they are gone through.
#[derive(Args, Debug, Default)]
pub struct FleetArgs {
    /// Do it for every agreement these patterns name, each in a process of its own.
    #[arg(long, num_args = 1.., value_name = "PATTERN", conflicts_with = "config")]
    pub all: Vec<String>,
    /// How many at once; default: as many as there are processors.
    #[arg(long, requires = "all", value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Only one share of them: the K-th of N, or N with the index an engine gives.
    #[arg(long, requires = "all", value_name = "K/N")]
    pub task: Option<String>,
    /// Stop one that takes longer.
    #[arg(long, requires = "all", value_name = "SECONDS")]
    pub time_limit: Option<NonZeroU64>,
    /// Stop one that holds more memory.
    #[arg(long, requires = "all", value_name = "MEGABYTES")]
    pub memory_limit: Option<NonZeroU64>,
    /// Folder for fleet.json; default: this one.
    #[arg(long, requires = "all", value_name = "FOLDER")]
    pub to: Option<PathBuf>,
}

/// Where a starter file goes, in which language, and from which exports.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// Folder for it.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Language of the file: pt-BR or en; default: the system's, else pt-BR.
    #[arg(long)]
    pub language: Option<String>,
    /// Exports to look at, files or folders; default: those of the folder itself. Their sources are filled in, and what you must decide is marked.
    #[arg(long, num_args = 1.., value_name = "EXPORT", conflicts_with = "example")]
    pub from: Vec<PathBuf>,
    /// Look at no export: the commented example.
    #[arg(long, conflicts_with = "answer")]
    pub example: bool,
    /// The answer to a question of the first agreement: hand-off, dates, year, sales, letters, allowance, hours, or a word of the exports.
    #[arg(long, value_name = "KEY=VALUE")]
    pub answer: Vec<String>,
    /// Write it as text, acordo.toml, in place of the workbook acordo.xlsx.
    #[arg(long)]
    pub toml: bool,
}

/// Which agreement is written anew, and where.
#[derive(Args, Debug)]
pub struct ConvertArgs {
    /// The agreement as it is: .toml or .xlsx.
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// The new file: .xlsx or .toml; never over an existing one.
    #[arg(value_name = "TO")]
    pub to: PathBuf,
}

/// The files to look at, and how much of them is shown.
#[derive(Args, Debug)]
pub struct InspectArgs {
    /// Exports to look at.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Language of the answer: pt-BR or en; default: the agreement's, else the system's.
    #[arg(long)]
    pub language: Option<String>,
    /// Show e-mail addresses and phones as they are.
    #[arg(long)]
    pub full: bool,
    /// First rows to show as they would be read.
    #[arg(long, default_value_t = 3)]
    pub rows: usize,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What a run speaks of, and what it may send.
#[derive(Args, Debug, Default)]
pub struct RunArgs {
    /// Speak of this instant instead of now; a date alone is the end of that day.
    #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
    pub as_of: Option<String>,
    /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
    #[arg(long)]
    pub period: Option<String>,
    /// Write the report, deliver no letter.
    #[arg(long)]
    pub no_mail: bool,
    /// Read the files as they lie: no command of a source (`fetch`) is run.
    #[arg(long)]
    pub no_fetch: bool,
    /// Deliver the letters of another instant or period too (a folder receives them anyway).
    #[arg(long)]
    pub send: bool,
    /// Deliver again what was delivered, as a new revision.
    #[arg(long)]
    pub resend: bool,
    /// Started by a timer: days that are not working days are recorded and nothing is sent.
    #[arg(long)]
    pub scheduled: bool,
    /// The date is right although it lies years after the last report or the newest row, or before a day that has its report.
    #[arg(long)]
    pub confirm_date: bool,
    /// Problems in the data are an error (exit 6).
    #[arg(long)]
    pub strict: bool,
    /// Print the summary document.
    #[arg(long)]
    pub json: bool,
    /// Open the workbook once it is written.
    #[arg(long, conflicts_with = "all")]
    pub open: bool,
    /// Say how long each stage took; the summary document has it too, under run.
    #[arg(long)]
    pub timings: bool,
    /// For many agreements.
    #[command(flatten)]
    pub fleet: FleetArgs,
}

/// Which commitments' past is shown, and as of when.
#[derive(Args, Debug)]
pub struct HistoryArgs {
    /// A metric or a commitment's id; default: all.
    #[arg(value_name = "METRIC")]
    pub what: Option<String>,
    /// Speak of this instant.
    #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
    pub as_of: Option<String>,
    /// The versions of the agreement's text instead, and what each changed.
    #[arg(long, conflicts_with_all = ["what", "as_of"])]
    pub agreement: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What is to be written down, and about what.
#[derive(Args, Debug)]
pub struct LogArgs {
    /// What to write down.
    pub text: String,
    /// decision, incident or conversation; default: decision, with --lead conversation.
    #[arg(long)]
    pub kind: Option<String>,
    /// A metric or a commitment's id.
    #[arg(long, value_name = "METRIC")]
    pub about: Option<String>,
    /// Who says so.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Contest this lead's verdict on what --about names (all without it); with --kind decision, end the contest.
    #[arg(long, value_name = "LEAD")]
    pub lead: Option<String>,
    /// Tell the channels of [notify] at once.
    #[arg(long)]
    pub post: bool,
}

/// As what the page is printed.
#[derive(Args, Debug)]
pub struct AgreementArgs {
    /// As HTML that needs nothing else: one A4 page on paper.
    #[arg(long, conflicts_with = "text")]
    pub html: bool,
    /// As plain text, which it is without --html too.
    #[arg(long)]
    pub text: bool,
}

/// Who is to be forgotten.
#[derive(Args, Debug)]
pub struct ForgetArgs {
    /// A lead's id or its code in a masked report, an e-mail or a phone.
    #[arg(value_name = "LEAD | EMAIL | PHONE")]
    pub whom: String,
    /// Take out a name of one word, which may be any word, wherever people wrote it.
    #[arg(long)]
    pub single_name: bool,
    /// Only say what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking: for scripts.
    #[arg(long)]
    pub yes: bool,
}

/// Which period is to be sealed, or that the seals are to be checked.
#[derive(Args, Debug)]
pub struct CloseArgs {
    /// Period: 2026-10, 2026-Q3, last, FROM..TO; default: the last one that ended.
    #[arg(long)]
    pub period: Option<String>,
    /// Send the statement to both teams and their directors.
    #[arg(long)]
    pub send: bool,
    /// Check every sealed statement, in the record and in the report folder; seal nothing.
    #[arg(long, conflicts_with_all = ["period", "send", "yes"])]
    pub verify: bool,
    /// Seal without asking: for scripts, once somebody has seen what will be sealed.
    #[arg(long)]
    pub yes: bool,
    /// With --yes: seal although leads that the last report counted are gone, or the data end long before the period does.
    #[arg(long, requires = "yes")]
    pub confirm_exports: bool,
    /// For many agreements.
    #[command(flatten)]
    pub fleet: FleetArgs,
}

/// What is looked at, and where it is written.
#[derive(Args, Debug)]
pub struct LookArgs {
    /// The folder; default: one of its own beside the agreement.
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
    #[arg(long)]
    pub period: Option<String>,
    /// Speak of this instant.
    #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
    pub as_of: Option<String>,
}

/// In which form the tables are written, where, and what they speak of.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// csv or parquet.
    #[arg(long, value_enum, default_value = "csv", value_name = "FORM")]
    pub format: TableForm,
    /// What of, and where to.
    #[command(flatten)]
    pub look: LookArgs,
}

/// A form of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableForm {
    /// Text, UTF-8, commas.
    Csv,
    /// Columns with types.
    Parquet,
}

/// Which agreements are told of together, and where.
#[derive(Args, Debug)]
pub struct RollArgs {
    /// The agreements: files, or folders that hold one, also as patterns.
    #[arg(required = true, value_name = "PATTERN")]
    pub patterns: Vec<String>,
    /// Folder for fleet.xlsx and fleet.txt, and where fleet.json of `run --all` lies; default: this one.
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
}

/// What-if values in place of the agreement's.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// Sales wanted instead of the agreement's.
    #[arg(long)]
    pub sales: Option<String>,
    /// Leads that make a sale, as 6, 6:1 or observed, instead of the agreement's.
    #[arg(long)]
    pub leads_per_sale: Option<String>,
    /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
    #[arg(long)]
    pub period: Option<String>,
    /// Speak of this instant.
    #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
    pub as_of: Option<String>,
    /// Print the plan of the summary document.
    #[arg(long)]
    pub json: bool,
}

/// What is to be explained, and as of when.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A metric, a commitment's id, or a lead's id, e-mail or phone.
    #[arg(value_name = "METRIC | LEAD")]
    pub what: String,
    /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
    #[arg(long)]
    pub period: Option<String>,
    /// Speak of this instant.
    #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
    pub as_of: Option<String>,
}

/// What is to be done with the record.
#[derive(Debug, Subcommand)]
pub enum LedgerArgs {
    /// Look through the record, the chain of its statements and every copy.
    Check,
    /// Put a copy in the record's place; what stands there is kept beside it.
    Restore {
        /// The copy's day, as 2026-11-23; default: the newest that is sound.
        #[arg(value_name = "DAY")]
        day: Option<String>,
    },
    /// This copy of a record is the one that goes on: the folder it was copied from is to stop.
    Adopt,
}

/// The scheduler, times of day for it, and for which agreements it is.
#[derive(Args, Debug)]
pub struct ScheduleArgs {
    /// systemd, cron, windows, launchd, kubernetes, airflow or slurm.
    pub scheduler: Scheduler,
    /// Times of day instead of the agreement's `mail.slots`.
    #[arg(long, value_name = "HH:MM", value_delimiter = ',')]
    pub at: Vec<String>,
    /// For every agreement these patterns name.
    #[arg(long, num_args = 1.., value_name = "PATTERN", conflicts_with = "config")]
    pub all: Vec<String>,
    /// Into how many tasks an engine parts them.
    #[arg(long, requires = "all", default_value = "1", value_name = "N")]
    pub tasks: NonZeroU32,
}

/// A scheduler that a definition can be printed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scheduler {
    /// Timer and service of systemd.
    Systemd,
    /// A line of a crontab.
    Cron,
    /// Windows' Task Scheduler.
    Windows,
    /// launchd of macOS.
    Launchd,
    /// A `CronJob` of Kubernetes.
    Kubernetes,
    /// A DAG of Airflow.
    Airflow,
    /// An array script of Slurm.
    Slurm,
}
