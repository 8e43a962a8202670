//! Arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Measures the agreement between marketing and sales from the exports both teams already have.
#[derive(Debug, Parser)]
#[command(name = "acordo", version, about)]
pub struct Cli {
    /// Agreement file; default: acordo.toml here or in a parent folder.
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Only errors.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More about what is done.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented starter file.
    Init {
        /// Folder for it.
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Language of the file: pt-BR or en.
        #[arg(long, default_value = "pt-BR")]
        language: String,
    },
    /// Check agreement, sources and mapping: everything but writing and sending.
    Check,
    /// Read the exports, judge the agreement, write the report and deliver the letters.
    Run(RunArgs),
    /// From the objective back to the hour.
    Plan {
        /// Sales wanted instead of the agreement's.
        #[arg(long)]
        sales: Option<f64>,
        /// Leads that make a sale, as 6 or 6:1, instead of the agreement's.
        #[arg(long)]
        leads_per_sale: Option<String>,
        /// Period: last-month, 2026-10, 2026-Q3, FROM..TO.
        #[arg(long)]
        period: Option<String>,
        /// Speak of this instant.
        #[arg(long, value_name = "DATE[THH:MM[:SS]]")]
        as_of: Option<String>,
    },
}

/// What a run may be told.
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
    /// Deliver the letters of another instant or period too.
    #[arg(long)]
    pub send: bool,
    /// Deliver again what was delivered, as a new revision.
    #[arg(long)]
    pub resend: bool,
    /// Started by a timer: days that are not working days are recorded and nothing is sent.
    #[arg(long)]
    pub scheduled: bool,
    /// Problems in the data are an error (exit 6).
    #[arg(long)]
    pub strict: bool,
    /// Print the summary document.
    #[arg(long)]
    pub json: bool,
}
