//! `acordo init`: an agreement to begin with, as a workbook or as commented text, with its sources filled in when exports are shown; never over an existing one.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::calendar::{Calendar, periods};
use crate::casebook::Casebook;
use crate::intake::{self, IntakeError};
use crate::issue::{Code, Issue};
use crate::model::agreement::{Agreement, Language, NumberLocale, PeriodKind};
use crate::model::evidence::{Join, Unseen};
use crate::model::memory::StageMemory;
use crate::model::moment::Instant;
use crate::model::words::{Metric, Milestone, Table};
use crate::texts::story::Story;
use crate::texts::{Texts, format};
use crate::{config, mapping, scorecard};

use super::command::InitArgs;
use super::conclusion::Conclusion;
use super::console::Console;
use super::draft::{self, Pen, Unmeasured};
use super::failure::{Exit, Failure};
use super::first::{self, Answers, Person};
use super::handoff::Choice;
use super::home::home;
use super::inspect::{self, refusal, sentence};
use super::look::{self, Look};
use super::open::{self, of_system};
use super::whose;

/// The ISO code of no currency: whatever the exports name is another one.
const NO_CURRENCY: &str = "XXX";

/// Writes `acordo.xlsx`, or `acordo.toml`, into a folder, its sources taken from the exports shown.
pub fn init(console: Console, asked: &InitArgs, now: Instant) -> Result<Exit, Failure> {
    let InitArgs { folder, language, answer, toml, .. } = asked;
    let language = language.as_deref().map_or_else(|| Ok(of_system()), inspect::language)?;
    let texts = Texts::of(language);
    let path = folder.join(if *toml { "acordo.toml" } else { "acordo.xlsx" });
    let shown = path.to_string_lossy().into_owned();
    // Beside one of the other form it would leave a folder with two, which no command takes.
    let there = open::NAMES.map(|name| folder.join(name)).into_iter().find(|path| path.exists());
    if let Some(path) = there {
        let shown = path.to_string_lossy();
        return Err(Failure::new(Exit::Write, texts.phrase("draft.exists", &[("path", &shown)])));
    }
    let answers = Answers::of(&texts, answer)?;
    let from = exports(asked);
    if from.is_empty() && (!asked.from.is_empty() || !answer.is_empty()) {
        return Err(Failure::new(Exit::NoInput, texts.word("draft.no-exports")));
    }
    let (text, is_sound) = if from.is_empty() {
        (config::starter(language).to_owned(), true)
    } else {
        proposal((console, answers), (&texts, !toml), folder, &from, now)?
    };
    let read = config::understand(&text, &absolute(folder).join("acordo.toml"))
        .map_err(|found| open::told(&path, &texts, &found))?;
    let bytes = if *toml { text.into_bytes() } else { workbook(&texts, &read)? };
    write_new(&path, &bytes).map_err(|error| {
        let key = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "draft.exists"
        } else {
            "app.cannot-write"
        };
        Failure::new(
            Exit::Write,
            texts.phrase(key, &[("path", &shown), ("reason", &error.to_string())]),
        )
    })?;
    let decisions = read.undecided.len() as u64;
    let form = if *toml { "" } else { "-book" };
    if !from.is_empty() {
        console.note(&assumed(&texts, &read, form));
        let account = read.mail.server.as_ref().and_then(|server| server.account.as_ref());
        account.into_iter().for_each(|_| console.note(texts.word("draft.mail-password")));
    }
    console.answer(&match decisions {
        _ if from.is_empty() => {
            let why = if asked.example { "app.started" } else { "draft.started-empty" };
            texts.phrase(&format!("{why}{form}"), &[("path", &shown)])
        }
        0 if is_sound => texts.phrase("draft.started-decided", &[("path", &shown)]),
        0 => texts.phrase("draft.started-unsound", &[("path", &shown)]),
        n => texts.count(&format!("draft.started{form}"), n, &[("path", &shown)]),
    });
    Ok(Exit::Done)
}

/// The exports to look at: those named, of a folder those that lie in it. Where none is named, those beside the agreement or in its folder for them.
fn exports(asked: &InitArgs) -> Vec<PathBuf> {
    let within = |path: &PathBuf| {
        if path.is_dir() { intake::exports_in(path) } else { vec![path.clone()] }
    };
    if !asked.from.is_empty() {
        return asked.from.iter().flat_map(within).collect();
    }
    let places = ["", "exportacoes", "exports"].map(|name| asked.folder.join(name));
    let looked = places.iter().filter(|_| !asked.example);
    looked.flat_map(|folder| intake::exports_in(folder)).collect()
}

/// The agreement as a workbook, with what is to be decided beside its cells on a sheet of its own.
fn workbook(texts: &Texts, read: &Agreement) -> Result<Vec<u8>, Failure> {
    match config::workbook(read) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => {
            let values = [("from", "acordo.toml")];
            Err(Failure::new(Exit::Other, texts.phrase("app.convert-lossy", &values)))
        }
        Err(error) => Err(Failure::new(Exit::Write, error.to_string())),
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::create_new(path)?.write_all(bytes)
}

/// What nobody said and no export tells, and the agreement cannot do without.
fn assumed(texts: &Texts, read: &Agreement, form: &str) -> String {
    let holidays: Vec<&str> =
        read.working_time.iter().flat_map(|time| &time.holidays).map(String::as_str).collect();
    let named = holidays.join(", ");
    let is_assumed = home().currency == Some(&*read.currency);
    let currency = [("currency", &*read.currency)];
    let currency = is_assumed.then(|| texts.phrase("draft.assumed-currency", &currency));
    let values = [
        ("zone", read.zone.name()),
        ("currency", &currency.unwrap_or_default()),
        ("holidays", if holidays.is_empty() { texts.word("draft.assumed-none") } else { &named }),
    ];
    texts.phrase(&format!("draft.assumed{form}"), &values)
}

/// The agreement for these exports, and whether all of them are of use as they are; what each is taken for is said, and a file that is of no use is named.
fn proposal(
    (console, answers): (Console, Answers),
    (texts, is_book): (&Texts, bool),
    folder: &Path,
    from: &[PathBuf],
    now: Instant,
) -> Result<(String, bool), Failure> {
    let Some(mut agreement) = look::nobodys(texts.language) else {
        return Err(Failure::new(Exit::NoInput, texts.word("draft.nothing-usable")));
    };
    let home = home();
    home.currency.unwrap_or(NO_CURRENCY).clone_into(&mut agreement.currency);
    let mut looks = looks(&agreement, from);
    let written = look::locale(&looks.iter().filter_map(|(_, look)| look.as_ref().ok()));
    if let Some(locale) = written.filter(|locale| *locale != agreement.numbers) {
        agreement.numbers = locale;
        looks = self::looks(&agreement, from);
    }
    name_leads(console, texts, &agreement, &mut looks);
    let spoken = if is_book { Texts::of_book(texts.language) } else { Texts::of(texts.language) };
    let mut looks = usable(console, &spoken, looks)?;
    let is_read = |(_, look): &(PathBuf, Look)| matches!(look.preview, Some(Ok(_)));
    let are_read = looks.len() == from.len() && looks.iter().all(is_read);
    drop_counts(console, texts, &agreement, &mut looks);
    let groups = draft::groups(&looks);
    if groups.is_empty() {
        return Err(Failure::new(Exit::NoInput, texts.word("draft.nothing-usable")));
    }
    groups.iter().for_each(|group| say_taken(console, texts, group));
    let named = currency(&groups);
    let starter = home.settle(texts, &starter(texts.language, agreement.numbers), named);
    if let Some(code) = named {
        console.note(&texts.phrase("draft.currency", &[("currency", code)]));
    }
    let maker = Maker { console, texts, is_book, folder, groups: &groups, starter: &starter, now };
    let (text, joins) = maker.agreement(answers)?;
    Ok((text, are_read && joins))
}

/// Finds the columns that hold the ids of the leads, where the files of activities and deals have them under a heading that nothing knows.
fn name_leads(
    console: Console,
    texts: &Texts,
    agreement: &Agreement,
    looks: &mut [(PathBuf, Result<Look, IntakeError>)],
) {
    let ids = whose::lead_ids(looks.iter().filter_map(|(_, look)| look.as_ref().ok()));
    let read = looks.iter_mut().filter_map(|(path, look)| Some((path, look.as_mut().ok()?)));
    for (path, look) in read {
        if let Some(column) = look.find_leads(agreement, &ids) {
            let values = [("file", &*look::file_name(path)), ("column", &column)];
            console.note(&texts.phrase("draft.names-leads", &values));
        }
    }
}

/// The currency that most amounts of the exports name, where it is not the starter's.
fn currency<'g>(groups: &'g [draft::Group]) -> Option<&'g str> {
    let issues = groups.iter().flat_map(|group| &group.preview.issues);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for issue in issues.filter(|issue| issue.code == Code::OtherCurrency) {
        let value = |key: &str| issue.values.iter().find(|own| own.0 == key);
        let n = value("n").and_then(|(_, n)| n.parse::<u64>().ok());
        if let (Some((_, code)), Some(n)) = (value("currency"), n) {
            *counts.entry(code).or_default() += n;
        }
    }
    let columns = groups.iter().flat_map(|group| &group.preview.columns);
    let all: u64 = columns.filter(|own| own.field == "value").map(|own| own.filled).sum();
    let (code, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > all).then_some(code)
}

/// Makes the agreement of exports that can be read.
#[derive(Clone, Copy)]
struct Maker<'a> {
    console: Console,
    texts: &'a Texts,
    is_book: bool,
    folder: &'a Path,
    groups: &'a [draft::Group<'a>],
    starter: &'a str,
    now: Instant,
}

impl Maker<'_> {
    /// Asks what is to be asked, and writes; says whether the rows of the tables found their leads.
    fn agreement(self, answers: Answers) -> Result<(String, bool), Failure> {
        let texts = self.texts;
        let words = draft::of_words(texts, self.groups);
        let words: Vec<String> = words.into_iter().map(|question| question.key).collect();
        let mut answers = answers.known(&words);
        let (hand_off, seen) = self.hand_off(&answers);
        let pen = |answers| self.pen(answers, &hand_off);
        let begun = draft::without(pen(&answers), &self.text(pen(&answers)), &seen.unmeasured);
        let is_attempts =
            |line: &str| line.starts_with("metric") && line.contains("\"first-attempt\"");
        let sees_attempts = begun.lines().any(is_attempts);
        let questions = draft::questions((texts, &hand_off), self.groups, sees_attempts);
        let refused = |answers: &Answers| {
            let text = self.text(self.pen(answers, &hand_off));
            answers.bad_dates(texts).or_else(|| misunderstood(texts, &text, self.folder))
        };
        for unused in answers.check(texts, &questions, &refused)? {
            self.console.note(&texts.phrase("draft.unused", &[("given", &unused)]));
        }
        seen.found.iter().for_each(|line| self.console.note(line));
        if first::is_there(self.console) {
            let person = Person {
                ask: &|question| self.console.ask(question),
                say: &|text| self.console.note(text),
            };
            answers.ask((&person, texts), &questions, &refused);
        }
        answers.left(texts, &questions).iter().for_each(|line| self.console.note(line));
        let pen = self.pen(&answers, &hand_off);
        let text = self.text(pen);
        let Seen { mut unmeasured, joins, .. } = self.seen(&text);
        let promises = text.lines().filter(|line| *line == "[[commitment]]").count();
        self.say_unmeasured(&answers, &mut unmeasured, promises);
        Ok((draft::without(pen, &text, &unmeasured), joins))
    }

    fn pen<'p>(&'p self, answers: &'p Answers, hand_off: &'p Choice) -> Pen<'p> {
        Pen { texts: self.texts, answers, is_book: self.is_book, hand_off }
    }

    fn text(&self, pen: Pen) -> String {
        draft::draft(pen, self.starter, self.groups, self.folder)
    }

    /// The column of the hand-off, the first against which the exports do not speak, and what they hold with it.
    fn hand_off(&self, answers: &Answers) -> (Choice, Seen) {
        let mut choice = Choice::of(self.groups);
        let seen = |choice: &Choice| self.seen(&self.text(self.pen(answers, choice)));
        loop {
            let mut own = seen(&choice);
            let doubt = own.doubt.take().filter(|_| answers.get("hand-off").is_none());
            let Some(why) = doubt else { return (choice, own) };
            if !choice.next(why) {
                choice.first();
                let own = seen(&choice);
                return (choice, own);
            }
        }
    }

    /// Names the promises that are left out, and a goal that nothing measures. That of a goal stays in where a day that is there may be that of
    /// the sales.
    fn say_unmeasured(
        &self,
        answers: &Answers,
        unmeasured: &mut BTreeMap<usize, Unmeasured>,
        promises: usize,
    ) {
        let goal = unmeasured.iter().find(|(_, own)| own.metric == Metric::SalesWon);
        if let (Some(goal), Some((at, own))) = (answers.sales(), goal) {
            let values = [("n", goal), ("why", own.why.as_str())];
            self.console.note(&self.texts.phrase("draft.goal-unmeasured", &values));
            let at = *at;
            if self.groups.iter().any(|group| draft::undated_sale(group).is_some()) {
                unmeasured.remove(&at);
            }
        }
        // Where none could stay all stay, to be seen what might be agreed.
        if unmeasured.len() >= promises {
            return;
        }
        let mut by_why: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for own in unmeasured.values() {
            by_why.entry(&own.why).or_default().push(&own.name);
        }
        for (why, names) in by_why {
            let values = [("promises", names.join(", ")), ("why", why.to_owned())];
            self.console.note(&open::phrase(self.texts, "draft.left-out", &values));
        }
    }
}

/// What the files of a source are taken for.
fn say_taken(console: Console, texts: &Texts, group: &draft::Group) {
    let names: Vec<String> = group.files.iter().map(|file| look::file_name(file)).collect();
    let values = [("files", names.join(", ")), ("table", group.source.table.word().to_owned())];
    let preset = group.source.preset.clone().unwrap_or_default();
    let key = if preset.is_empty() { "draft.took-by-words" } else { "draft.took-by-preset" };
    let given: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([("preset", preset.as_str())])
        .collect();
    console.note(&texts.phrase(key, &given));
}

/// That a draft cannot be understood, and the word that was probably meant (empty where none is near); nothing where it can be.
fn misunderstood(texts: &Texts, text: &str, folder: &Path) -> Option<String> {
    let problems = config::understand(text, &absolute(folder).join("acordo.toml")).err()?;
    let hint = problems.first().and_then(|problem| problem.hint.as_deref());
    let told = |hint| texts.phrase("config.did-you-mean", &[("hint", hint)]);
    Some(hint.map_or_else(String::new, told))
}

/// The starter of a language for exports that are written in this or that way.
fn starter(language: Language, numbers: NumberLocale) -> String {
    let line = |locale: NumberLocale| format!("numbers   = \"{}\"", locale.word());
    let usual = if language == Language::En { NumberLocale::En } else { NumberLocale::PtBr };
    let (from, to) = (line(usual), line(numbers));
    let room = usual.word().len().abs_diff(numbers.word().len());
    let (from, to) = match usual {
        NumberLocale::En if numbers != usual => (from + &" ".repeat(room), to),
        NumberLocale::PtBr if numbers != usual => (from, to + &" ".repeat(room)),
        _ => (from, to),
    };
    config::starter(language).replacen(&from, &to, 1)
}

/// Looks into each file of `--from`, by nobody's agreement (no mapping yet).
fn looks(agreement: &Agreement, from: &[PathBuf]) -> Vec<(PathBuf, Result<Look, IntakeError>)> {
    from.iter().map(|path| (path.clone(), look::look(agreement, path, 0, 0))).collect()
}

/// Columns that number the rows are no ids, unless another file names leads or deals by them; said.
fn drop_counts(
    console: Console,
    texts: &Texts,
    agreement: &Agreement,
    looks: &mut [(PathBuf, Look)],
) {
    let names = |field: &str| {
        let mut sources = looks.iter().filter_map(|(_, look)| look.source.as_ref());
        sources.any(|source| source.columns.contains_key(field))
    };
    let (names_leads, names_deals) = (names("lead"), names("deal"));
    for (path, look) in looks {
        let is_deals = look.source.as_ref().is_some_and(|source| source.table == Table::Deals);
        let is_named = if is_deals { names_deals } else { names_leads };
        if let Some(column) = look.drop_counts(agreement, is_named) {
            let values = [("file", &*look::file_name(path)), ("column", &column)];
            console.note(&texts.phrase("draft.counts-rows", &values));
        }
    }
}

/// What can be read; the rest is told and left out. A file that is not there was meant to be another, and an agreement without it would not be the
/// one asked for.
fn usable(
    console: Console,
    texts: &Texts,
    looks: Vec<(PathBuf, Result<Look, IntakeError>)>,
) -> Result<Vec<(PathBuf, Look)>, Failure> {
    let is_there = looks.iter().all(|(path, _)| path.exists());
    let told = |(path, look): (PathBuf, Result<Look, IntakeError>)| match look {
        Ok(look) => {
            say_unusable(console, texts, &path, &look);
            Some((path, look))
        }
        Err(error) => {
            console.error(&refusal(texts, &path, &error));
            None
        }
    };
    let usable = looks.into_iter().filter_map(told).collect();
    if is_there {
        Ok(usable)
    } else {
        Err(Failure::new(Exit::NoInput, texts.word("draft.not-there")))
    }
}

fn say_unusable(console: Console, texts: &Texts, path: &Path, look: &Look) {
    match &look.preview {
        Some(Ok(preview)) => {
            let said = [Code::TriesUndated, Code::DatesUntimed, Code::DatesUntimedBeside];
            let is_it = |issue: &&Issue| said.contains(&issue.code);
            preview
                .issues
                .iter()
                .filter(is_it)
                .for_each(|issue| console.note(&sentence(texts, issue)));
        }
        Some(Err(issues)) => issues.iter().for_each(|issue| console.error(&sentence(texts, issue))),
        None => {
            console.error(&texts.phrase("draft.not-taken", &[("file", &look::file_name(path))]));
        }
    }
}

/// What a run on the exports would see.
#[derive(Default)]
struct Seen {
    /// The promises that it could not measure, by position.
    unmeasured: BTreeMap<usize, Unmeasured>,
    /// What the exports hold, in lines.
    found: Vec<String>,
    /// What speaks against the date of the hand-off.
    doubt: Option<String>,
    /// Not most rows of deals and activities are of nobody known.
    joins: bool,
}

impl Maker<'_> {
    /// What a run by an agreement's text would see.
    fn seen(&self, text: &str) -> Seen {
        let (texts, now) = (self.texts, self.now);
        let path = absolute(self.folder).join("acordo.toml");
        let Ok(agreement) = config::understand(text, &path) else { return Seen::default() };
        let calendar = Calendar::build(&agreement.zone, &agreement.working_time, self.folder);
        let Ok(calendar) = calendar else { return Seen::default() };
        let mapped = mapping::map(&agreement, &StageMemory::default(), now);
        let period = periods::containing(&agreement.zone, PeriodKind::Month, now);
        let card = scorecard::judge_all(&agreement, &calendar, &mapped.dataset, &period, now, None);
        let story = Story {
            card: &card,
            book: Casebook::new(&mapped.dataset, &card.facts),
            agreement: &agreement,
            calendar: &calendar,
            texts,
            issues: &[],
        };
        let own = |id: &str| {
            let judged = card.commitments.iter().find(|judged| judged.id == id)?;
            let why = story.unseen(judged.evidence.unseen?);
            Some(Unmeasured { name: story.commitment(judged), metric: judged.metric, why })
        };
        let all = agreement.commitments.iter().enumerate();
        let unmeasured = all.filter_map(|(at, commitment)| Some((at, own(&commitment.id)?)));
        let is_before = |unseen: &Unseen| matches!(unseen, Unseen::BeforeHandoff(_));
        let unseen = card.commitments.iter().filter_map(|judged| judged.evidence.unseen);
        let before = unseen.into_iter().find(is_before).map(|unseen| story.unseen(unseen));
        let is_handed =
            mapped.dataset.leads.dates(Milestone::Delivered).iter().any(Option::is_some);
        let sight = &mapped.dataset.sight;
        let nobody = || texts.word("draft.hand-off-nobody").to_owned();
        Seen {
            unmeasured: unmeasured.collect(),
            found: Conclusion::of(&story, &mapped.dataset, &[], true).sight(),
            doubt: before
                .or_else(|| (!is_handed).then(nobody))
                .or_else(|| unhanded(texts, mapped.dataset.sight.handed())),
            joins: !sight.deals.fails() && !sight.activities.fails(),
        }
    }
}

/// That most attempts are on leads without a date of the hand-off, or all are.
fn unhanded(texts: &Texts, attempts: Join) -> Option<String> {
    let share = format::short_share(texts.language, attempts.share());
    attempts.fails().then(|| match attempts.rows - attempts.lost {
        0 => texts.word("draft.hand-off-untried").to_owned(),
        _ => texts.phrase("draft.hand-off-unhanded", &[("share", &share)]),
    })
}

fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
}
