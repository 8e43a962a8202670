//! What the date on which a lead's row was closed means: the end that the row's own word tells, won or lost.

use crate::issue::{Code, Issue};
use crate::model::column::WordColumn;
use crate::model::fold::fold;
use crate::model::moment::Moment;
use crate::model::table::{Cell, RawColumn};
use crate::model::words::{DealStatus, Milestone, Table};

use super::fields;
use super::frame::{self, Frame};
use super::read::{FileRows, Reader};
use super::reasons::is_no_reason;

/// What a lead that is refused no more, or not by this reason, has come to.
const FURTHER: [Milestone; 6] = [
    Milestone::Accepted,
    Milestone::Sql,
    Milestone::Opportunity,
    Milestone::Won,
    Milestone::Lost,
    Milestone::Recycled,
];

/// Name of the column of the dates of rows that were closed in a way that no known word tells.
pub const UNSETTLED: &str = "=unsettled";

impl Reader<'_> {
    /// A row of leads whose word means lost is no sale, whatever its dates. One column that is mapped as the date of both ends is that of the end
    /// which the row's word tells, and of neither where the word tells none.
    pub(super) fn settle_ends(&self, file: &mut FileRows) {
        file.account.filled_while_open = self.filled_while_open(&file.frame);
        let closed = |field: &str| self.layout.columns.get(field);
        match self.source.table {
            Table::Leads => {}
            Table::Deals => return self.settle_deals(file),
            _ => return,
        }
        let said = Said::of(self, &file.frame);
        said.put_into(&mut file.frame);
        self.refuse_by_reason(file);
        let Some(column) = closed("won") else { return };
        let is_shared = closed("lost") == Some(column);
        let dated = file.frame.dates.get("won").cloned().unwrap_or_default();
        let rows = |is_it: &dyn Fn(Option<DealStatus>) -> bool| -> Vec<usize> {
            let of_dates = dated.iter().enumerate().filter(|(_, date)| date.is_some());
            of_dates.map(|(row, _)| row).filter(|row| is_it(said.end(*row, is_shared))).collect()
        };
        let is_open = |end: Option<DealStatus>| matches!(end, None | Some(DealStatus::Open));
        let (code, told) = if is_shared {
            (Code::ClosedOpen, rows(&is_open))
        } else {
            (Code::WonAndLost, rows(&|end| end == Some(DealStatus::Lost)))
        };
        let keep = |end: DealStatus| {
            let said = &said;
            move |row: usize| match said.end(row, is_shared) {
                Some(own @ (DealStatus::Won | DealStatus::Lost)) if is_shared => own == end,
                Some(DealStatus::Lost) => end == DealStatus::Lost,
                _ => !is_shared,
            }
        };
        retain(file.frame.dates.get_mut("won"), keep(DealStatus::Won));
        retain(file.frame.dates.get_mut("lost"), keep(DealStatus::Lost));
        if is_shared {
            let unsettled = rows(&|end| end.is_none());
            let mark = |row: usize| unsettled.binary_search(&row).is_ok();
            let marks = (0..).zip(&dated).map(|(row, at)| at.filter(|_| mark(row))).collect();
            file.frame.dates.insert(UNSETTLED.to_owned(), marks);
        }
        file.issues.extend(self.told_rows(code, column, &told));
    }

    /// Where a file names reasons of refusals and nothing that tells which leads were refused, or when, each row with a reason was refused, on a day
    /// that nothing tells; not one that went further or ended.
    fn refuse_by_reason(&self, file: &mut FileRows) {
        let Some(column) = self.layout.columns.get("rejection-reason") else { return };
        let told = ["stage", "status", "lead-status"].map(|field| self.source.values.get(field));
        let mut means = told.into_iter().flatten().flatten().map(|(_, means)| means.as_str());
        let mut stages = frame::members(&file.frame, "stage", Milestone::of);
        if self.layout.columns.contains_key("rejected")
            || means.any(|own| own == Milestone::Rejected.word())
            || stages.contains(&Some(Milestone::Rejected))
        {
            return;
        }
        let reasons = file.frame.words.get("rejection-reason").map(explained).unwrap_or_default();
        let further =
            |row: usize| FURTHER.iter().any(|own| file.frame.date(own.word(), row).is_some());
        let is_refused = |row: &usize| {
            let stage = stages.get(*row).copied().flatten();
            reasons.get(*row) == Some(&true)
                && !stage.is_some_and(|own| FURTHER.contains(&own))
                && !further(*row)
        };
        let refused: Vec<usize> = (0..reasons.len()).filter(is_refused).collect();
        if refused.is_empty() {
            return;
        }
        stages
            .iter_mut()
            .enumerate()
            .filter(|(row, _)| refused.binary_search(row).is_ok())
            .for_each(|(_, stage)| *stage = Some(Milestone::Rejected));
        let mut words = WordColumn::default();
        stages.iter().for_each(|stage| words.push(stage.map(Milestone::word)));
        file.frame.words.insert(frame::canonical_name("stage"), words);
        file.issues.extend(self.told_rows(Code::RefusedByReason, column, &refused));
    }

    /// Tells of each deal how it ended: by the word of its status or stage; without one by its dates. The date of a column says an end only where the
    /// column is that of won or of lost alone, and no deal that is called open has one there (else it is the day that somebody hopes for). A column
    /// that is mapped as both won and lost says the end that the row's word tells; where no word of the file tells any, a deal with a reason of loss
    /// is lost. A deal that was closed by such a date and of which all this tells no end is noted as unsettled (`=unsettled`), won or lost.
    fn settle_deals(&self, file: &mut FileRows) {
        let column = |field: &str| self.layout.columns.get(field);
        let shared = column("won").filter(|own| column("lost") == Some(*own));
        let said = Said::of(self, &file.frame);
        let is_shared = shared.is_some();
        let mut ends: Vec<Option<DealStatus>> =
            (0..file.frame.len()).map(|row| said.end_of_deal(row, is_shared)).collect();
        let closed = file.frame.dates.get("won").cloned().unwrap_or_default();
        let is_unsettled = |row: usize| said.is_silent || said.is_wordless(row);
        let marks: Vec<Option<Moment>> = (0..)
            .zip(&closed)
            .map(|(row, at)| at.filter(|_| ends.get(row) == Some(&None) && is_unsettled(row)))
            .collect();
        let is_hoped = |field: &str| {
            let mut dates = file.frame.dates.get(field).into_iter().flatten().zip(&ends);
            is_shared || dates.any(|(at, end)| at.is_some() && *end == Some(DealStatus::Open))
        };
        // What nobody calls closed is open, where its date may be one that somebody hopes for.
        let is_hoped = is_hoped("won") || is_hoped("lost");
        if is_hoped {
            ends.iter_mut().for_each(|end| *end = end.or(Some(DealStatus::Open)));
        }
        let mut words = WordColumn::default();
        ends.iter().for_each(|end| words.push(end.map(DealStatus::word)));
        file.frame.words.insert(frame::canonical_name("status"), words);
        let own = shared.or_else(|| column("won").filter(|_| is_hoped));
        let Some(column) = own else { return };
        for end in if is_shared { &["won", "lost"][..] } else { &["won"][..] } {
            retain(file.frame.dates.get_mut(*end), |row| !matches!(marks.get(row), Some(Some(_))));
        }
        let rows: Vec<usize> = (0..).zip(&marks).filter_map(|(row, at)| at.map(|_| row)).collect();
        file.frame.dates.insert(UNSETTLED.to_owned(), marks);
        file.issues.extend(self.told_rows(Code::ClosedOpen, column, &rows));
    }

    /// Where the date of an end that the source hopes for has no column: those that nothing reads and that rows fill which their word calls open.
    fn filled_while_open(&self, frame: &Frame) -> Vec<String> {
        let is_lacking = |end: &str| {
            self.source.columns.contains_key(end) && !self.layout.columns.contains_key(end)
        };
        if !["won", "lost"].into_iter().any(is_lacking) {
            return Vec::new();
        }
        let said = Said::of(self, frame);
        let is_open = |row: usize| said.end(row, false) == Some(DealStatus::Open);
        let is_read = |at: usize| self.layout.columns.values().flatten().any(|own| *own == at);
        let columns = self.table.headers.iter().zip(&self.table.columns).enumerate();
        let is_filled = |column: &RawColumn| {
            column.iter().enumerate().any(|(row, cell)| cell != Cell::Empty && is_open(row))
        };
        let own = columns.filter(|(at, (_, column))| !is_read(*at) && is_filled(column));
        own.map(|(_, (header, _))| header.clone()).collect()
    }

    /// That a column says something in these rows which their words deny.
    fn told_rows(&self, code: Code, column: &[usize], rows: &[usize]) -> Option<Issue> {
        let first = self.table.rows.get(*rows.first()?)?;
        let values = self.about([
            ("column", self.header(column)),
            ("n", rows.len().to_string()),
            ("row", first.to_string()),
        ]);
        Some(Issue::warning(code, values))
    }

    /// Words of a field that the agreement says to leave alone, row by row.
    fn ignored(&self, frame: &Frame, field: &str) -> Vec<bool> {
        let own = self.source.values.get(field);
        let is_ignored = |word: &str| {
            let mut given = own.into_iter().flatten();
            given.any(|(own, means)| {
                fields::NO_STEPS.contains(&means.as_str()) && fold(own) == fold(word)
            })
        };
        let Some(column) = frame.words.get(field) else { return Vec::new() };
        let known: Vec<bool> = column.spellings().iter().map(|word| is_ignored(word)).collect();
        let of_code = |code: &u32| (*code as usize).checked_sub(1).and_then(|at| known.get(at));
        column.codes().iter().map(|code| of_code(code) == Some(&true)).collect()
    }
}

fn retain(dates: Option<&mut Vec<Option<Moment>>>, keeps: impl Fn(usize) -> bool) {
    let all = dates.into_iter().flatten().enumerate();
    all.filter(|(row, _)| !keeps(*row)).for_each(|(_, date)| *date = None);
}

/// What the words of rows say of how each ended: the status before the stage.
struct Said {
    status: Vec<Option<DealStatus>>,
    stage: Vec<Option<Milestone>>,
    is_ignored: Vec<bool>,
    /// Where no word tells an end: rows with the reason of a loss.
    is_explained: Vec<bool>,
    /// Rows whose cells of status and stage are empty, or whose status nobody explained.
    wordless: Vec<bool>,
    has_status: bool,
    /// Some stage of the file means an end.
    stages_tell: bool,
    /// Somebody explained to the source which of its stages are ends: another stage that is known is none, though no row of the file has ended yet.
    ends_are_known: bool,
    /// No row's word tells how it ended.
    is_silent: bool,
}

impl Said {
    fn of(reader: &Reader, frame: &Frame) -> Self {
        let has = |field: &str| frame.words.contains_key(field);
        let status = frame::members(frame, "status", DealStatus::of);
        let stage = frame::members(frame, "stage", Milestone::of);
        let is_end = |own: &Milestone| matches!(own, Milestone::Won | Milestone::Lost);
        let stages_tell = stage.iter().flatten().any(is_end);
        let is_silent = !stages_tell && status.iter().all(Option::is_none);
        let mut given = reader.source.values.get("stage").into_iter().flatten();
        let ends_are_known =
            given.any(|(_, means)| Milestone::of(means).is_some_and(|own| is_end(&own)));
        let is_deal = reader.source.table == Table::Deals;
        let hides_ends = if is_deal { is_silent } else { !has("status") && !has("stage") };
        let reasons = frame.words.get("lost-reason").filter(|_| hides_ends);
        let filled = |field: &str, row: usize| {
            frame
                .words
                .get(field)
                .and_then(|own| own.codes().get(row))
                .is_some_and(|code| *code > 0)
        };
        let wordless = (0..frame.len()).map(|row| filled("status", row) || !filled("stage", row));
        Self {
            is_ignored: reader.ignored(frame, "stage"),
            is_explained: reasons.map(explained).unwrap_or_default(),
            wordless: wordless.collect(),
            has_status: has("status"),
            status,
            stage,
            stages_tell,
            ends_are_known,
            is_silent,
        }
    }

    /// How a deal ended by its word: a step that it stands in says that it is open where other stages of the file, or of those explained, are ends.
    fn end_of_deal(&self, row: usize, is_shared: bool) -> Option<DealStatus> {
        let is_known = self.ends_are_known && self.stage.get(row).copied().flatten().is_some();
        let is_step = self.status.get(row) == Some(&None) && !self.stages_tell && !is_known;
        let is_explained = || is_shared && self.is_explained.get(row) == Some(&true);
        if is_step { is_explained().then_some(DealStatus::Lost) } else { self.end(row, is_shared) }
    }

    /// Nothing that somebody explained stands in the row's cells of status and stage.
    fn is_wordless(&self, row: usize) -> bool {
        self.wordless.get(row) == Some(&true)
    }

    /// How a row ended by its word; nothing where no known word tells. The reason of a loss tells only whose the one date of both ends is.
    fn end(&self, row: usize, is_shared: bool) -> Option<DealStatus> {
        let of_stage = || match self.stage.get(row).copied().flatten()? {
            Milestone::Won => Some(DealStatus::Won),
            Milestone::Lost => Some(DealStatus::Lost),
            _ => Some(DealStatus::Open),
        };
        let is = |flags: &[bool]| flags.get(row) == Some(&true);
        let said = self.status.get(row).copied().flatten().or_else(of_stage);
        said.or_else(|| is(&self.is_ignored).then_some(DealStatus::Open))
            .or_else(|| (is_shared && is(&self.is_explained)).then_some(DealStatus::Lost))
    }

    /// A status that says how a lead ended is its stage; so is a second status by which sales gave it back, unless it was sold.
    fn put_into(&self, frame: &mut Frame) {
        let given_back = frame::members(frame, "lead-status", Milestone::of);
        let is_given_back = |row: usize, stage: Option<Milestone>| {
            given_back.get(row) == Some(&Some(Milestone::Rejected)) && stage != Some(Milestone::Won)
        };
        if !self.has_status && !frame.words.contains_key("lead-status") {
            return;
        }
        let is_end = |stage: &Milestone| matches!(stage, Milestone::Won | Milestone::Lost);
        let mut stages = WordColumn::default();
        for (row, (status, stage)) in self.status.iter().zip(&self.stage).enumerate() {
            let stage = match status {
                _ if is_given_back(row, *stage) => Some(Milestone::Rejected),
                Some(DealStatus::Won) => Some(Milestone::Won),
                Some(DealStatus::Lost) => Some(Milestone::Lost),
                Some(DealStatus::Open) => stage.filter(|stage| !is_end(stage)),
                None => *stage,
            };
            stages.push(stage.map(Milestone::word));
        }
        frame.words.insert(frame::canonical_name("stage"), stages);
    }
}

/// For each row whether it names a reason of a loss: blanks and words such as `none` name none.
fn explained(reasons: &WordColumn) -> Vec<bool> {
    let known: Vec<bool> = reasons.spellings().iter().map(|word| !is_no_reason(word)).collect();
    let of_code = |code: &u32| (*code as usize).checked_sub(1).and_then(|at| known.get(at));
    reasons.codes().iter().map(|code| of_code(code) == Some(&true)).collect()
}
