//! The commands with their help in the reader's language: for `--help`, the manual page and completions.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, CommandFactory};

use crate::app::command::FleetArgs;
use crate::texts::Texts;

use super::Cli;

/// Headings of the manual page, each with its text.
const HEADINGS: [(&str, &str); 6] = [
    ("NAME", "cli.man-name"),
    ("SYNOPSIS", "cli.man-synopsis"),
    ("DESCRIPTION", "cli.man-description"),
    ("OPTIONS", "cli.man-options"),
    ("SUBCOMMANDS", "cli.man-subcommands"),
    ("VERSION", "cli.man-version"),
];

/// The command line in the words of a language.
pub fn told(texts: &Texts) -> Command {
    let root = Cli::command()
        .about(texts.word("cli.about").to_owned())
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::HelpShort).global(true))
        .arg(flag("version", 'V', ArgAction::Version));
    let mut root = dressed(texts, root, "");
    root.build();
    with_usage(texts, root)
}

fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name).short(short).long(name).action(action)
}

/// A command and those below it with their words; `path` is the command's own key.
fn dressed(texts: &Texts, command: Command, path: &str) -> Command {
    let usage = texts.word("cli.usage");
    let template =
        format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}");
    let command = command
        .help_template(template)
        .subcommand_help_heading(texts.word("cli.commands").to_owned())
        .subcommand_value_name(texts.word("cli.value-command").to_owned())
        .mut_args(|arg| worded(texts, arg, path));
    command.mut_subcommands(|below| {
        let name = below.get_name().to_owned();
        let path = if path.is_empty() { name } else { format!("{path}-{name}") };
        let below = if below.is_hide_set() {
            below
        } else {
            below.about(texts.word(&format!("cli.{path}")).to_owned())
        };
        dressed(texts, below, &path)
    })
}

/// An argument with its help, the name of its value and its heading.
fn worded(texts: &Texts, arg: Arg, path: &str) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let (own, shared) = (format!("cli.{path}-{id}"), format!("cli.any-{id}"));
    let key = if texts.has(&own) { own } else { shared };
    let heading = if arg.is_positional() { "cli.arguments" } else { "cli.options" };
    let named = arg.get_value_names().map_or_else(
        || vec![arg.get_id().as_str().to_owned()],
        |names| names.iter().map(ToString::to_string).collect(),
    );
    let takes_value = arg.get_action().takes_values();
    let arg = arg.help_heading(texts.word(heading).to_owned());
    let arg = if texts.has(&key) { arg.help(texts.word(&key).to_owned()) } else { arg };
    if !takes_value {
        return arg;
    }
    let arg = arg.hide_possible_values(true).hide_default_value(true);
    arg.value_names(named.iter().map(|name| value_name(texts, name)).collect::<Vec<_>>())
}

/// The name of a value: each word of it that the texts have, the rest as it is.
fn value_name(texts: &Texts, name: &str) -> String {
    let is_word = |sign: char| sign.is_alphabetic() || sign == '_';
    let mut out = String::new();
    let mut rest = name;
    while !rest.is_empty() {
        let end = rest.find(|sign| !is_word(sign)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let key = format!("cli.value-{}", word.to_lowercase());
        out.push_str(if texts.has(&key) { texts.word(&key) } else { word });
        let next = after.find(is_word).unwrap_or(after.len());
        let (between, after) = after.split_at(next);
        out.push_str(between);
        rest = after;
    }
    out
}

/// Built commands with a usage in the reader's language.
fn with_usage(texts: &Texts, command: Command) -> Command {
    let options = format!("[{}]", texts.word("cli.value-options"));
    let usage = usage_of(&command).replace("[OPTIONS]", &options);
    command.override_usage(usage).mut_subcommands(|below| with_usage(texts, below))
}

/// How a command is written.
pub fn usage_of(command: &Command) -> String {
    let told = command.clone().render_usage().to_string();
    told.strip_prefix("Usage: ").unwrap_or(&told).to_owned()
}

/// A command as it was asked for, without what says that it is for many agreements.
pub fn without_fleet(root: &Command, found: &ArgMatches) -> Vec<OsString> {
    let Some((name, own)) = found.subcommand() else { return Vec::new() };
    let fleet = FleetArgs::augment_args(Command::new("fleet"));
    let is_own = |arg: &&Arg| {
        let is_given = own.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        is_given && !fleet.get_arguments().any(|one| one.get_id() == arg.get_id())
    };
    let mut arguments = vec![OsString::from(name)];
    let known = root.find_subcommand(name).into_iter().flat_map(Command::get_arguments);
    for arg in known.filter(is_own) {
        arguments.extend(arg.get_long().map(|long| format!("--{long}").into()));
        if arg.get_action().takes_values() {
            let values = own.get_raw(arg.get_id().as_str()).into_iter().flatten();
            arguments.extend(values.map(OsString::from));
        }
    }
    arguments
}

/// The help of the command that words name, such as `ledger check`.
pub fn help_of(root: &mut Command, asked: &str) -> Option<String> {
    let mut words = asked.split_whitespace();
    let first = root.find_subcommand_mut(words.next()?).filter(|one| !one.is_hide_set())?;
    let found = match words.next() {
        Some(word) => first.find_subcommand_mut(word)?,
        None => first,
    };
    Some(found.render_help().to_string())
}

/// The page of the program and one section a command.
pub fn manual(texts: &Texts) -> String {
    let mut text = Vec::new();
    let program = told(texts);
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    for page in std::iter::once(program.clone()).chain(commands) {
        // Writing into memory does not fail.
        let _written = clap_mangen::Man::new(page).render(&mut text);
    }
    let text = String::from_utf8_lossy(&text);
    let line = |line: &str| match HEADINGS.iter().find(|(own, _)| line == format!(".SH {own}")) {
        Some((_, key)) => format!(".SH {}", texts.word(key)),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
