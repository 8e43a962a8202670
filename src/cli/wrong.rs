//! What is wrong with a command line, in the reader's language: cause, guess, usage.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use crate::config::nearest;
use crate::texts::Texts;

use super::tree;

/// The words for an error of the command line, and how the command is written that the arguments begin with.
pub fn told(texts: &Texts, error: &Error, root: &Command, arguments: &[OsString]) -> String {
    let (sentence, needs_list) = sentence(texts, error, root);
    let mut meant = root;
    let mut help = vec!["acordo".to_owned(), "help".to_owned()];
    for argument in arguments.iter().skip(1) {
        let name = argument.to_string_lossy();
        let Some(below) = meant.find_subcommand(&*name) else { continue };
        help.push(name.into_owned());
        meant = below;
    }
    let (usage, help) = (tree::usage_of(meant), help.join(" "));
    let see = texts.phrase("cli.wrong-see", &[("usage", &usage), ("help", &help)]);
    let list = needs_list.then(|| meant.clone().render_help().to_string());
    [Some(sentence), list, Some(see)].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// What is wrong, what may have been meant, and what is allowed; and whether the commands are to be listed.
fn sentence(texts: &Texts, error: &Error, root: &Command) -> (String, bool) {
    let said = |kind| error.get(kind).map(written).unwrap_or_default();
    let option = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let (key, found) = match error.kind() {
        ErrorKind::UnknownArgument => ("unknown-argument", option.clone()),
        ErrorKind::InvalidSubcommand => ("unknown-command", said(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => ("missing", option.clone()),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("missing-command", String::new())
        }
        ErrorKind::InvalidValue if value.is_empty() => ("no-value", String::new()),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("value", value),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            ("no-value", String::new())
        }
        ErrorKind::TooManyValues => ("too-many", value),
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            (if other == option { "twice" } else { "conflict" }, other)
        }
        ErrorKind::InvalidUtf8 => ("not-text", String::new()),
        _ => ("other", String::new()),
    };
    let values = [("found", found.as_str()), ("option", option.as_str())];
    let mut lines = vec![texts.phrase(&format!("cli.wrong-{key}"), &values)];
    let guesses =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    // Of several the likeliest comes last.
    let guess = guesses.into_iter().map(said).find(|guess| !guess.is_empty());
    let guess = guess.and_then(|all| all.rsplit(", ").next().map(str::to_owned));
    let commands = root.get_subcommands().filter(|one| !one.is_hide_set());
    let command = || nearest(&found, commands.map(Command::get_name));
    let guess = guess.or_else(|| (key == "unknown-command").then(command).flatten());
    lines.extend(guess.map(|hint| texts.phrase("cli.wrong-meant", &[("hint", &hint)])));
    let allowed = said(ContextKind::ValidValue);
    if !allowed.is_empty() {
        lines.push(texts.phrase("cli.wrong-allowed", &[("allowed", &allowed)]));
    }
    (lines.join(" "), key == "missing-command")
}

fn written(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        ContextValue::StyledStrs(all) => {
            all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ContextValue::None => String::new(),
        other => other.to_string(),
    }
}
