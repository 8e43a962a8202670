//! The sources of an agreement: files found, read side by side, mapped, cut off and put together.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use crate::intake::{self, IntakeError, Trouble};
use crate::issue::{Code, Issue};
use crate::model::account::{CutOff, FileAccount, Reason, SourceAccount};
use crate::model::agreement::{Agreement, CutOffRule, Source};
use crate::model::dataset::Dataset;
use crate::model::guard;
use crate::model::memory::{DateReading, Sightings, StageMemory};
use crate::model::moment::{Horizon, Instant};
use crate::model::stopwatch::{self, Stage};
use crate::model::table::RawTable;
use crate::model::words::{Milestone, Table};

use super::assemble::{self, Assembled, Watch};
use super::frame::{Fate, Origin};
use super::headers::{self, Beside};
use super::keyed::{self, OfMany};
use super::mapped::Mapped;
use super::places::{Asked, Trail};
use super::read::{self, FileRows};
use super::tables::Tables;
use super::{account, cover, noted, tries};

mod ended;
mod lacking;
mod looks;
mod orders;
mod tied;

/// Rows set aside that are listed one by one.
const MOST_LISTED: usize = 5_000;

/// One file to read, and what came of it.
struct Task<'a> {
    source: &'a Source,
    /// Position of the source in the agreement.
    number: u16,
    path: std::path::PathBuf,
}

/// A file's tables, one a sheet that is read, and what was noticed of the file as a whole.
type Outcome = Result<Read, Vec<Issue>>;
type Read = (Vec<FileRows>, Vec<Issue>);

/// Reads every source of the agreement and builds the dataset as of `now`, with what earlier runs saw of stages.
pub fn map(agreement: &Agreement, memory: &StageMemory, now: Instant) -> Mapped {
    map_and_trace(agreement, memory, now, &Asked::NOBODY)
}

/// Tells what was noted of rows: as a warning, and row by row as far as the list of the Data sheet has room.
fn tell(
    mapped: &mut Mapped,
    noted: noted::Noted,
    agreement: &Agreement,
    accounts: &[(u16, u16, FileAccount)],
) {
    let room = MOST_LISTED.saturating_sub(mapped.dataset.unkeyed.len());
    let first = noted.rows.first().map(|(at, _)| *at);
    let (mut issue, rows) = noted.told(room, |at| name_of(agreement, accounts, at));
    if let Some(issue) = issue.as_mut().filter(|own| own.code == Code::HandoffUnused) {
        issue.values.extend(first.map(|at| column_of(accounts, at)).unwrap_or_default());
    }
    mapped.issues.extend(issue);
    mapped.dataset.unkeyed.extend(rows);
}

/// The same, and of the leads asked for also where they come from.
pub fn map_and_trace(
    agreement: &Agreement,
    memory: &StageMemory,
    now: Instant,
    asked: &Asked,
) -> Mapped {
    let mut mapped = Mapped::default();
    let mut found = Vec::new();
    for (number, source) in agreement.sources.iter().enumerate() {
        match tasks(source, (number, &agreement.file), &mut mapped.issues) {
            Ok(tasks) => found.extend(tasks),
            Err(issue) => refuse(&mut mapped, source, vec![issue]),
        }
    }
    let outcomes = read_all(agreement, &found, memory);
    stopwatch::lap(Stage::Read);
    orders::settle(agreement, &found, &outcomes, memory);
    lacking::read_beside(agreement, &found, &outcomes, memory);
    found.iter().zip(&outcomes).for_each(|(task, slot)| refuse_changed(task, slot));
    let mut tables = Tables::default();
    let mut accounts: Vec<(u16, u16, FileAccount)> = Vec::new();
    let readings = orders::readings(agreement, &found, &outcomes);
    let ended = ended::all(agreement, &found, &outcomes);
    for (number, source) in agreement.sources.iter().enumerate() {
        let own: Vec<(&Task, &Mutex<Option<Outcome>>)> = found
            .iter()
            .zip(&outcomes)
            .filter(|(task, _)| usize::from(task.number) == number)
            .collect();
        enter(source, own, &mut tables, &mut accounts, &mut mapped, now);
    }
    let reach = reach(agreement, &accounts);
    let written = accounts.iter().map(|(source, file, own)| ((*source, *file), own.modified));
    let written = written.collect();
    let looks = looks::of(agreement, &accounts, &tables, (memory.clock.unwrap_or(now), now));
    let watch = Watch { memory, looks, reach, written, known: known(agreement, &accounts) };
    stopwatch::lap(Stage::Map);
    let Assembled { mut dataset, file_rows, seen, of_many, issues, noted, workings } =
        assemble::assemble(agreement, &mut tables, &watch, now);
    mapped.seen = Sightings { readings, ended, ..seen };
    mapped.issues.extend(issues);
    let counts = account::count(&tables, file_rows);
    for (source, file, account) in &mut accounts {
        if let Some(counts) = counts.get(&(*source, *file)) {
            counts.enter(account);
        }
        if !account::adds_up(account) {
            mapped.unbalanced.push(account.path.clone());
        }
    }
    mapped.numbered = numbered(agreement, &of_many);
    mapped.issues.extend(lacking::note(agreement, &mut accounts));
    let (issues, of_many) = keyed::of_many(of_many, |place, field| {
        let (.., file) = accounts.iter().find(|(source, file, _)| (*source, *file) == place)?;
        let column = file.columns.iter().find(|column| column.field == field)?;
        let source = agreement.sources.get(usize::from(place.0))?;
        Some((source.name.clone(), name_shown(file), column.header.clone()))
    });
    mapped.issues.extend(issues);
    mapped.dataset.unkeyed.extend(of_many);
    let is_refused =
        |source: &&Source| mapped.refused.contains(&source.name) && !is_bare(&mapped, source);
    dataset.missing =
        agreement.sources.iter().filter(is_refused).map(|source| source.table).collect();
    for noted in noted::told_of(noted, &dataset) {
        tell(&mut mapped, noted, agreement, &accounts);
    }
    dataset.intake = source_accounts(agreement, accounts, now);
    set_cut_off(agreement, &mut dataset, now);
    let trail = Trail { tables: &tables, workings: &workings, dataset: &dataset };
    mapped.places = (asked.leads)(&dataset.leads, &trail.called(asked.word))
        .into_iter()
        .map(|lead| (lead, trail.of(lead)))
        .collect();
    mapped.rows = asked.rows.map(|are_asked_for| trail.rows(are_asked_for)).unwrap_or_default();
    dataset.set_aside = std::mem::take(&mut mapped.dataset.set_aside);
    dataset.unkeyed = std::mem::take(&mut mapped.dataset.unkeyed);
    cover::cover(agreement.report.personal_data, &mut dataset, &mut mapped.issues);
    mapped.dataset = dataset;
    stopwatch::lap(Stage::Match);
    mapped
}

/// The ids of leads that only number rows.
fn numbered(agreement: &Agreement, of_many: &[OfMany]) -> Vec<String> {
    let is_lead = |own: &&OfMany| {
        let source = agreement.sources.get(usize::from(own.place.0));
        own.code == Code::IdRunning && source.is_some_and(|own| own.table == Table::Leads)
    };
    of_many.iter().filter(is_lead).map(|own| own.key.clone()).collect()
}

/// Up to when each source is known, where it is not known for good.
fn reach(agreement: &Agreement, accounts: &[(u16, u16, FileAccount)]) -> Vec<(Table, Instant)> {
    let of = |(number, source): (usize, &Source)| {
        Some((source.table, source_cut_off(source, &files_of(accounts, number))?))
    };
    agreement.sources.iter().enumerate().filter_map(of).collect()
}

/// The same by source. The newest row of a source is none of its unknown.
fn known(agreement: &Agreement, accounts: &[(u16, u16, FileAccount)]) -> HashMap<u16, Instant> {
    let of = |(number, source): (usize, &Source)| {
        Some((u16::try_from(number).ok()?, source_cut_off(source, &files_of(accounts, number))?))
    };
    agreement
        .sources
        .iter()
        .enumerate()
        .filter(|(_, source)| speaks(source.table))
        .filter_map(of)
        .collect()
}

/// The files of a source.
fn files_of(accounts: &[(u16, u16, FileAccount)], number: usize) -> Vec<FileAccount> {
    let own = accounts.iter().filter(|(owner, ..)| usize::from(*owner) == number);
    own.map(|(.., file)| file.clone()).collect()
}

/// The source's name, the file's without its folder, and the sheet (nothing outside a workbook) of a row; nothing when no file has its numbers.
fn name_of(
    agreement: &Agreement,
    accounts: &[(u16, u16, FileAccount)],
    at: Origin,
) -> Option<(String, String, Option<String>)> {
    let is_own =
        |(source, file, _): &&(u16, u16, FileAccount)| (*source, *file) == (at.source, at.file);
    let (.., file) = accounts.iter().find(is_own)?;
    let name = Path::new(&file.file).file_name()?.to_string_lossy().into_owned();
    let source = agreement.sources.get(usize::from(at.source))?;
    Some((source.name.clone(), name, file.sheet.clone()))
}

/// The file of a place, and its column of the hand-off.
fn column_of(accounts: &[(u16, u16, FileAccount)], at: Origin) -> Vec<(&'static str, String)> {
    let is_own =
        |(source, file, _): &&(u16, u16, FileAccount)| (*source, *file) == (at.source, at.file);
    let Some((.., file)) = accounts.iter().find(is_own) else { return Vec::new() };
    let column = file.columns.iter().find(|own| own.field == Milestone::Delivered.word());
    let column = column.map(|own| ("column", own.header.clone()));
    [("file", name_shown(file))].into_iter().chain(column).collect()
}

/// A file's name without its folder, and behind it the sheet where several of the file are read.
fn name_shown(file: &FileAccount) -> String {
    Path::new(&file.path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// All that is wrong with a source is that its file has headers and no row yet: nothing in it goes unseen.
fn is_bare(mapped: &Mapped, source: &Source) -> bool {
    let is_own = |issue: &&Issue| {
        issue.serious
            && issue.values.iter().any(|(name, own)| *name == "source" && *own == source.name)
    };
    mapped.issues.iter().filter(is_own).all(|issue| issue.code == Code::FileNoData)
}

fn refuse(mapped: &mut Mapped, source: &Source, issues: Vec<Issue>) {
    mapped.issues.extend(issues);
    if !mapped.refused.contains(&source.name) {
        mapped.refused.push(source.name.clone());
    }
}

/// One task of reading for each file that a source names; files left out or locked are told. An
/// error where it names none.
fn tasks<'a>(
    source: &'a Source,
    (number, agreement): (usize, &Path),
    issues: &mut Vec<Issue>,
) -> Result<Vec<Task<'a>>, Issue> {
    let found = intake::discover(&source.files, source.take, agreement)
        .map_err(|error| file_issue(source, &error))?;
    for (code, paths) in [
        (Code::FilesLeft, &found.left),
        (Code::FileLocked, &found.locked),
        (Code::FileOwn, &found.own),
    ] {
        for path in paths {
            issues.push(Issue::warning(
                code,
                vec![
                    ("source", source.name.clone()),
                    ("file", path.to_string_lossy().into_owned()),
                ],
            ));
        }
    }
    let number = u16::try_from(number).unwrap_or(u16::MAX);
    Ok(found.used.into_iter().map(|path| Task { source, number, path }).collect())
}

fn file_issue(source: &Source, error: &IntakeError) -> Issue {
    let values = vec![
        ("source", source.name.clone()),
        ("file", error.path.to_string_lossy().into_owned()),
        ("found", error.found.clone()),
    ];
    Issue::serious(error.trouble.code(), values)
}

/// Reads the files on two threads; the results stand in the order of the tasks.
fn read_all(
    agreement: &Agreement,
    tasks: &[Task],
    memory: &StageMemory,
) -> Vec<Mutex<Option<Outcome>>> {
    let outcomes: Vec<Mutex<Option<Outcome>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((task, slot)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            tasks.get(at).zip(outcomes.get(at))
        } {
            read_into(agreement, task, memory, None, slot);
        }
    };
    let threads = std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(tasks.len())
        .max(1);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    wait_for_unfinished(agreement, tasks, &outcomes, memory);
    outcomes
}

/// Files that another program may still be writing are waited for, all together and not for long, and read again when they have changed.
fn wait_for_unfinished(
    agreement: &Agreement,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
    memory: &StageMemory,
) {
    let mut seen: Vec<Option<(u64, SystemTime)>> = vec![None; tasks.len()];
    for pause in intake::pauses() {
        let unfinished =
            || tasks.iter().zip(outcomes).filter(|(task, slot)| is_on_its_way(task, slot));
        if unfinished().next().is_none() {
            return;
        }
        std::thread::sleep(pause);
        for ((task, slot), seen) in tasks.iter().zip(outcomes).zip(&mut seen) {
            let now = intake::stamp(&task.path);
            if !is_on_its_way(task, slot) || (seen.is_some() && *seen == now) {
                continue;
            }
            *seen = now;
            read_into(agreement, task, memory, None, slot);
        }
    }
}

/// True of a file that looks half written, or was written to since it was read.
fn is_on_its_way(task: &Task, slot: &Mutex<Option<Outcome>>) -> bool {
    match slot.lock().ok().as_deref() {
        Some(Some(Ok((tables, _)))) => task.has_changed(tables),
        Some(Some(Err(issues))) => issues.iter().any(|issue| intake::may_pass(issue.code)),
        _ => false,
    }
}

fn read_into(
    agreement: &Agreement,
    task: &Task,
    memory: &StageMemory,
    proved: Option<DateReading>,
    slot: &Mutex<Option<Outcome>>,
) {
    let outcome = read_one(agreement, task, memory, proved, &[]);
    if let Ok(mut slot) = slot.lock() {
        *slot = Some(outcome);
    }
}

/// A file that another program went on writing while the others were read was not read whole.
fn refuse_changed(task: &Task, slot: &Mutex<Option<Outcome>>) {
    let Ok(mut slot) = slot.lock() else { return };
    if let Some(Ok((tables, _))) = &*slot
        && task.has_changed(tables)
    {
        let error = IntakeError {
            path: task.path.clone(),
            trouble: Trouble::Changing,
            found: String::new(),
        };
        *slot = Some(Err(vec![file_issue(task.source, &error)]));
    }
}

/// Reads a file, for the first time or anew, and checks its end. The order of its dates is the one that other files of its source prove, else the one of
/// earlier runs; `fields` are those that these files have a column of.
fn read_one(
    agreement: &Agreement,
    task: &Task,
    memory: &StageMemory,
    proved: Option<DateReading>,
    fields: &[String],
) -> Outcome {
    let name = &task.source.name;
    let known = proved.or_else(|| memory.readings.get(name).copied());
    let read = guard::guarded(|| tables(agreement, task, known, fields))
        .unwrap_or_else(|| Err(vec![broken(task)]))?;
    ended::checked(task, read, memory.ended.get(name).copied())
}

/// The tables of a file.
fn tables(
    agreement: &Agreement,
    task: &Task,
    known: Option<DateReading>,
    fields: &[String],
) -> Outcome {
    let wanted: Vec<String> = task
        .source
        .columns
        .values()
        .flat_map(|column| column.headers())
        .map(str::to_owned)
        .chain(tries::hoped(task.source))
        .collect();
    let tables = intake::read(&task.path, &task.source.read, &wanted)
        .map_err(|error| vec![file_issue(task.source, &error)])?;
    let beside = Beside { sheets: &tables, fields };
    let (own, others) = task.own_sheets(beside);
    let read = |table: &&RawTable| {
        let long = tries::unfold(task.source, table)?;
        let try_columns = tries::most(task.source, table);
        let (source, table) =
            long.as_ref().map_or((task.source, *table), |(source, table)| (source, table));
        let mut file = read::rows(agreement, source, table, beside, task.number, known)?;
        file.account.try_columns = try_columns;
        Ok(file)
    };
    let mut rows = own.iter().map(read).collect::<Result<Vec<FileRows>, Vec<Issue>>>()?;
    let headless = others.iter().filter(|table| lacking::is_headless(table));
    let headless: Vec<String> = headless.filter_map(|table| table.sheet.clone()).collect();
    rows.iter_mut().for_each(|own| own.account.unread_sheets.extend(headless.clone()));
    Ok((rows, others.into_iter().map(|table| task.unread(table)).collect()))
}

impl Task<'_> {
    /// The file was written to since these tables of it were read.
    fn has_changed(&self, tables: &[FileRows]) -> bool {
        let account = tables.first().map(|rows| &rows.account);
        account.is_some_and(|own| intake::has_changed(&self.path, own.bytes, own.modified))
    }

    /// The sheets that hold the source's table, and those that have no more than half of its columns: notes, lists, sums.
    fn own_sheets<'t>(&self, beside: Beside<'t>) -> (Vec<&'t RawTable>, Vec<&'t RawTable>) {
        let known = |table: &RawTable| headers::known(self.source, table);
        let most = beside.sheets.iter().map(known).max().unwrap_or(0);
        let is_own = |table: &&RawTable| {
            known(table) * 2 > most || headers::locate(self.source, table, beside).is_ok()
        };
        // A file without any sheet of the source's is refused with its columns.
        if most == 0 {
            return (beside.sheets.iter().collect(), Vec::new());
        }
        beside.sheets.iter().partition(is_own)
    }

    /// That a sheet is not read.
    fn unread(&self, table: &RawTable) -> Issue {
        let values = [
            ("source", self.source.name.clone()),
            ("file", table.file_name()),
            ("sheet", table.sheet.clone().unwrap_or_default()),
            ("there", table.headers.join(", ")),
        ];
        Issue::warning(Code::SheetUnread, values.into())
    }
}

/// A file whose reading broke off.
fn broken(task: &Task) -> Issue {
    let values = [
        ("source", task.source.name.clone()),
        ("file", task.path.to_string_lossy().into_owned()),
        ("found", "panic".to_owned()),
    ];
    Issue::serious(Code::FileCorrupt, values.into())
}

/// Takes a source's files into the tables, or refuses the source as a whole.
fn enter(
    source: &Source,
    own: Vec<(&Task, &Mutex<Option<Outcome>>)>,
    tables: &mut Tables,
    accounts: &mut Vec<(u16, u16, FileAccount)>,
    mapped: &mut Mapped,
    now: Instant,
) {
    let mut files: Vec<((u16, u16), FileRows)> = Vec::new();
    for (task, slot) in own {
        match slot.lock().ok().and_then(|mut slot| slot.take()) {
            Some(Ok((tables, issues))) => {
                mapped.issues.extend(issues);
                for mut rows in tables {
                    let number = u16::try_from(files.len()).unwrap_or(u16::MAX);
                    rows.frame.origin.iter_mut().for_each(|origin| origin.file = number);
                    let span = looks::span(rows.frame.dates.values().flatten().flatten(), now);
                    (rows.account.oldest_row, rows.account.newest_row) = span.unzip();
                    files.push(((task.number, number), rows));
                }
            }
            Some(Err(issues)) => return refuse(mapped, source, issues),
            None => return refuse(mapped, source, vec![broken(task)]),
        }
    }
    tied::newest_rows_last(&mut files);
    let (rows, aside) = (files.iter().map(|(_, file)| sizes(file)))
        .fold((0, 0), |total, one| (total.0 + one.0, total.1 + one.1));
    if aside as f64 > source.max_set_aside * rows as f64 {
        let share = format!("{:.4}", aside as f64 / rows.max(1) as f64);
        let n = aside.to_string();
        let values = vec![("source", source.name.clone()), ("share", share), ("n", n)];
        let said = files.iter().flat_map(|(_, file)| &file.issues);
        let causes = said.filter(|issue| issue.tells_of_lost_rows()).cloned();
        let refused = Issue::serious(Code::SourceRefused, values);
        return refuse(mapped, source, causes.chain([refused]).collect());
    }
    for (place, mut file) in files {
        mapped.issues.append(&mut file.issues);
        let room = MOST_LISTED.saturating_sub(mapped.dataset.set_aside.len());
        mapped.dataset.set_aside.extend(file.left_out.into_iter().take(room));
        let room = MOST_LISTED.saturating_sub(mapped.dataset.unkeyed.len());
        mapped.dataset.unkeyed.extend(file.unkeyed.into_iter().take(room));
        if speaks(source.table) {
            let dates = file.frame.dates.values().flatten().flatten().map(|moment| moment.at());
            mapped.begins = mapped.begins.into_iter().chain(dates).min();
        }
        accounts.push((place.0, place.1, file.account));
        tables.fed.extend(file.mapped.iter().map(|field| (place.0, place.1, field.clone())));
        tables.filled.extend(file.filled.into_iter().map(|field| (source.table, field)));
        tables.mapped.extend(file.mapped.into_iter().map(|field| (source.table, field)));
        tables.frame_mut(source.table).append(file.frame);
    }
}

/// Rows of a file and how many of them are set aside so far (totals and footers are no loss).
fn sizes(file: &FileRows) -> (u64, u64) {
    let counted = file.account.set_aside.iter().filter(|(reason, _)| !reason.is_no_loss());
    let cut = counted.map(|(_, rows)| *rows).sum::<u64>();
    let is_lost = |fate: &&Fate| matches!(fate, Fate::SetAside(reason) if *reason != Reason::Test);
    let lost = file.frame.fate.iter().filter(is_lost).count() as u64;
    (file.frame.len() as u64 + cut, lost + cut)
}

fn source_accounts(
    agreement: &Agreement,
    accounts: Vec<(u16, u16, FileAccount)>,
    now: Instant,
) -> Vec<SourceAccount> {
    let mut sources: Vec<SourceAccount> = agreement
        .sources
        .iter()
        .map(|source| SourceAccount {
            source: source.name.clone(),
            table: source.table,
            cut_off: None,
            files: Vec::new(),
        })
        .collect();
    for (source, _, file) in accounts {
        if let Some(account) = sources.get_mut(usize::from(source)) {
            account.files.push(file);
        }
    }
    for (account, source) in sources.iter_mut().zip(&agreement.sources) {
        account.cut_off =
            source_cut_off(source, &account.files).map(|at| Horizon::new(at.min(now)));
    }
    sources
}

fn source_cut_off(source: &Source, files: &[FileAccount]) -> Option<Instant> {
    match source.cut_off {
        CutOffRule::FileTime => files.iter().map(|file| file.modified).max(),
        CutOffRule::NewestRow => files.iter().filter_map(|file| file.newest_row).max(),
        CutOffRule::None => None,
    }
}

/// Whether a report rests on a table.
fn speaks(table: Table) -> bool {
    matches!(table, Table::Leads | Table::Deals | Table::Activities)
}

/// The instant the report speaks of: the earlier of the run's time and the earliest cut-off of leads, deals and activities.
fn set_cut_off(agreement: &Agreement, dataset: &mut Dataset, now: Instant) {
    let newest = |account: &SourceAccount| {
        account.files.iter().max_by_key(|file| file.modified).map(|file| file.file.clone())
    };
    dataset.cut_offs = dataset
        .intake
        .iter()
        .zip(&agreement.sources)
        .filter(|(account, _)| speaks(account.table) && !account.files.is_empty())
        .map(|(account, source)| CutOff {
            table: account.table,
            source: account.source.clone(),
            file: newest(account).unwrap_or_default(),
            at: account.cut_off,
            covers_from: source.covers_from.map(|day| agreement.zone.start_of(day)),
            begins: account
                .files
                .iter()
                .filter_map(|file| file.oldest_row)
                .min()
                .map(|at| agreement.zone.start_of(agreement.zone.day_of(at))),
        })
        .collect();
    let earliest = dataset
        .cut_offs
        .iter()
        .filter(|cut| cut.at.is_some_and(|at| at < Horizon::new(now)))
        .min_by_key(|cut| cut.at)
        .cloned();
    dataset.asked = now;
    dataset.cut_off = earliest.as_ref().and_then(|cut| cut.at).unwrap_or(Horizon::new(now));
    dataset.cut_off_by = earliest;
}
