//! One file of one source: raw columns become canonical ones, each understood as a whole.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::issue::{Code, Issue};
use crate::model::account::{ColumnAccount, FileAccount, Reason, SetAside};
use crate::model::agreement::{Agreement, DateOrder, Source};
use crate::model::column::{TextColumn, WordColumn};
use crate::model::fold::fold;
use crate::model::memory::DateReading;
use crate::model::table::{RawColumn, RawTable};
use crate::model::words::{Channel, Table};

use super::fields::{self, FieldKind, Need};
use super::frame::{Fate, Frame, Origin, canonical_name};
use super::headers::{self, Beside, Layout};
use super::{
    cells, durations, handoff, identity, meaningless, named, plain_keys, qualified, words,
};

/// The further field in which a preset keeps what a deal earns each month.
pub(super) const RECURRING: &str = "recurring-value";
/// Rows set aside that are listed one by one, for one file.
pub(super) const MOST_LISTED: usize = 2_000;

/// A file as canonical rows, with its account and what was noticed.
#[derive(Debug, Default)]
pub struct FileRows {
    /// The rows.
    pub frame: Frame,
    /// The file's account; the counts of rows are filled in at the end of mapping.
    pub account: FileAccount,
    /// Rows cut out while reading, for the list of rows set aside.
    pub left_out: Vec<SetAside>,
    /// Cells that hold something like a key and name nobody.
    pub unkeyed: Vec<SetAside>,
    /// Rows whose own id lost digits, and what is left of it.
    pub lost_ids: BTreeMap<usize, String>,
    /// Whether a line end closes the last line; nothing where lines are none of its writing.
    pub is_ended: Option<bool>,
    /// What was noticed.
    pub issues: Vec<Issue>,
    /// Canonical fields the file fills.
    pub mapped: Vec<String>,
    /// Those of them of which some cell holds something.
    pub filled: Vec<String>,
    /// How its dates were read; nothing where none could be either way.
    pub reading: Option<DateReading>,
}

/// Turns a raw table into canonical rows; `beside` is what else of the source is read, `number` is the source's, `known` is how the dates of its source are read elsewhere. `Err` is why the source cannot be
/// used.
pub fn rows(
    agreement: &Agreement,
    source: &Source,
    table: &RawTable,
    beside: Beside,
    number: u16,
    known: Option<DateReading>,
) -> Result<FileRows, Vec<Issue>> {
    let (layout, issues) = headers::settled(source, table, beside)?;
    let mut file = FileRows { account: account(table), issues, ..FileRows::default() };
    file.account.unread = unread(table, &layout);
    let start = Reader { agreement, source, table, layout: &layout, reading: UNDECIDED };
    let (reading, is_open) = start.reading(known)?;
    let reader = Reader { reading, ..start };
    file.reading = is_open.then_some(reading);
    reader.start(&mut file, number);
    let (fields, (wordless, qualified)) = rayon::join(
        || reader.side_by_side(),
        || {
            let qualified = qualified::qualified(agreement, source, table, &layout);
            (handoff::without_a_word(&agreement.required, source, table, &layout), qualified)
        },
    );
    for ((field, columns), part) in layout.columns.iter().zip(fields) {
        match part {
            Some(part) => file.absorb(part?),
            None => reader.field(field, columns, &mut file)?,
        }
    }
    file.frame.incomplete = handoff::with_keys(wordless, &agreement.required, source, &file.frame);
    file.frame.qualified = qualified;
    reader.channel_of_name(&mut file);
    reader.settle_ends(&mut file);
    let has_ids = layout.columns.contains_key("id");
    identity::make_ids(&mut file.frame, source.table, has_ids, &file.lost_ids);
    identity::set_tests_aside(&mut file.frame, &agreement.ignore);
    reader.set_meaningless_aside(&mut file);
    reader.list_unusable(&mut file);
    file.mapped = layout.columns.keys().cloned().collect();
    file.filled = filled(table, &layout);
    Ok(file)
}

/// The fields of which some cell says something: a column that nobody fills tells nothing.
fn filled(table: &RawTable, layout: &Layout) -> Vec<String> {
    let says = |at: &usize| {
        let column = table.columns.get(*at);
        column.is_some_and(|column| column.iter().any(|cell| cells::text(cell).is_some()))
    };
    let own = layout.columns.iter().filter(|(_, columns)| columns.iter().any(says));
    own.map(|(field, _)| field.clone()).collect()
}

fn account(table: &RawTable) -> FileAccount {
    FileAccount {
        path: table.place(),
        file: table.path.to_string_lossy().into_owned(),
        sha256: table.sha256.clone(),
        bytes: table.bytes,
        modified: table.modified,
        format: table.format.to_owned(),
        encoding: table.encoding.map(str::to_owned),
        delimiter: table.delimiter,
        sheet: table.sheet.clone(),
        unread_sheets: table.alike_sheets.iter().chain(&table.hidden_alike).cloned().collect(),
        header_row: table.header_row,
        // As the reader of the file counts them: what becomes of them later must add up to these.
        rows: (table.rows.len() + table.left_out.len()) as u64,
        ..FileAccount::default()
    }
}

/// Headers of the columns that no field is read from.
fn unread(table: &RawTable, layout: &Layout) -> Vec<String> {
    let read: BTreeSet<usize> = layout.columns.values().flatten().copied().collect();
    let free = table.headers.iter().enumerate().filter(|(at, _)| !read.contains(at));
    free.map(|(_, header)| header.clone()).filter(|header| !header.trim().is_empty()).collect()
}

impl FileRows {
    /// Adds what reading one field by itself found: its column, and what is to be said of it.
    fn absorb(&mut self, field: Self) {
        self.frame.texts.extend(field.frame.texts);
        self.frame.words.extend(field.frame.words);
        self.frame.dates.extend(field.frame.dates);
        self.frame.numbers.extend(field.frame.numbers);
        self.frame.add_unread(&field.frame.unread);
        self.account.columns.extend(field.account.columns);
        self.issues.extend(field.issues);
        self.unkeyed.extend(field.unkeyed);
        self.lost_ids.extend(field.lost_ids);
    }
}

/// Until the file's dates are looked at.
const UNDECIDED: DateReading = DateReading { order: DateOrder::Ymd, is_sure: false };

/// A file on its way to canonical rows.
pub(super) struct Reader<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) source: &'a Source,
    pub(super) table: &'a RawTable,
    pub(super) layout: &'a Layout,
    /// Which of day and month comes first in the file.
    pub(super) reading: DateReading,
}

impl Reader<'_> {
    fn start(&self, file: &mut FileRows, source: u16) {
        let rows = self.table.rows.len();
        file.frame.origin =
            self.table.rows.iter().map(|row| Origin { source, file: 0, row: *row }).collect();
        file.frame.fate = vec![Fate::Used; rows];
        file.frame.is_future = vec![false; rows];
        file.frame.is_orphan = vec![false; rows];
        file.frame.has_made_id = vec![false; rows];
        file.left_out = self
            .table
            .left_out
            .iter()
            .take(MOST_LISTED)
            .map(|(row, why, value)| self.aside(*row, None, value.clone(), *why))
            .collect();
        for (_, why, _) in &self.table.left_out {
            *file.account.set_aside.entry(*why).or_default() += 1;
        }
        let odd = self.table.odd_lines;
        file.is_ended = odd.is_ended;
        for (code, lines) in [
            (Code::MixedEncodings, odd.foreign),
            (Code::DoubledText, odd.doubled),
            (Code::LostLetters, odd.lost),
            (Code::LastCellEmpty, odd.open),
            (Code::LastCellBare, odd.bare),
            (Code::WideRows, odd.wide),
            (Code::OtherTables, odd.elsewhere),
        ] {
            if lines.count > 0 {
                let values = self.about([
                    ("n", lines.count.to_string()),
                    ("row", lines.first.to_string()),
                    ("encoding", self.table.encoding.unwrap_or_default().to_owned()),
                ]);
                file.issues.push(Issue::warning(code, values));
            }
        }
        self.say_one_cell(file);
        self.say_look(file);
        self.say_sheets(file);
        self.say_one_column(file);
    }

    pub(super) fn file_name(&self) -> String {
        self.table.name()
    }

    pub(super) fn aside(
        &self,
        row: u32,
        column: Option<&str>,
        value: String,
        reason: Reason,
    ) -> SetAside {
        SetAside {
            source: self.source.name.clone(),
            file: self.table.file_name(),
            sheet: self.table.sheet.clone(),
            row,
            column: column.map(str::to_owned),
            value,
            reason,
        }
    }

    pub(super) fn columns(&self, positions: &[usize]) -> Vec<&RawColumn> {
        positions.iter().filter_map(|at| self.table.columns.get(*at)).collect()
    }

    pub(super) fn header(&self, positions: &[usize]) -> String {
        positions
            .iter()
            .filter_map(|at| self.table.headers.get(*at))
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" + ")
    }

    /// The fields in their order, each read by itself; nothing for those whose dates decide what becomes of a row.
    fn side_by_side(&self) -> Vec<Option<Result<FileRows, Vec<Issue>>>> {
        let read = |(field, columns): (&String, &Vec<usize>)| {
            let mut part = FileRows::default();
            self.field(field, columns, &mut part).map(|()| part)
        };
        let is_alone = |field: &str| fields::need(self.source.table, field) == Need::Optional;
        self.layout
            .columns
            .par_iter()
            .map(|(field, columns)| is_alone(field).then(|| read((field, columns))))
            .collect()
    }

    fn field(
        &self,
        field: &str,
        positions: &[usize],
        file: &mut FileRows,
    ) -> Result<(), Vec<Issue>> {
        let columns = self.columns(positions);
        self.note_failed(field, positions, &columns, file);
        let name = field.to_owned();
        let (style, filled) = match fields::kind(self.source.table, field) {
            FieldKind::Text => {
                // A preset's headers are alternatives, but for the parts of a name.
                let is_choice =
                    field != "name" && self.source.preset_fields.iter().any(|own| own == field);
                if matches!(field, "id" | "lead" | "deal" | "person") {
                    let filled = self.ids(field, positions, &columns, is_choice, file);
                    ("text".to_owned(), filled)
                } else {
                    let texts = if is_choice {
                        cells::first_texts(&columns)
                    } else {
                        cells::texts(&columns, " ")
                    };
                    noted("text", filled_texts(&texts), file.frame.texts.insert(name, texts))
                }
            }
            FieldKind::Emails => {
                ("e-mail".to_owned(), self.keys(field, positions, plain_keys::EMAILS, file))
            }
            FieldKind::Phones => {
                file.frame.texts.insert("phone-shown".to_owned(), cells::first_texts(&columns));
                ("phone".to_owned(), self.keys(field, positions, plain_keys::PHONES, file))
            }
            FieldKind::Word => {
                let words = cells::words(&columns);
                let filled = words.codes().iter().filter(|code| **code > 0).count() as u64;
                self.translate(field, positions, &words, file);
                if field == RECURRING {
                    self.note_recurring(positions, file);
                }
                noted("word", filled, file.frame.words.insert(name, words))
            }
            FieldKind::Number => self.number_field(field, positions, file),
            FieldKind::Duration => {
                let header = self.header(positions);
                let own = columns.first().map(|column| durations::read(column, &header));
                let read = own.unwrap_or_default();
                self.note_bad(
                    Code::BadDurations,
                    field,
                    positions,
                    read.bad_count,
                    &read.example,
                    file,
                );
                noted(
                    "h:mm:ss",
                    read.seconds.iter().flatten().count() as u64,
                    file.frame.numbers.insert(name, read.seconds),
                )
            }
            FieldKind::Date => self.date(field, positions, file)?,
        };
        file.account.columns.push(ColumnAccount {
            field: field.to_owned(),
            header: self.header(positions),
            style,
            filled,
        });
        Ok(())
    }

    /// Where no column tells the channel, it is the one that all words explained to the source mean (a preset of tasks), else the name of the sheet, the
    /// file or the source may tell it.
    fn channel_of_name(&self, file: &mut FileRows) {
        let is_told = self.layout.columns.contains_key("channel");
        if self.source.table != Table::Activities || is_told {
            return;
        }
        let explained = self.source.values.get("channel").into_iter().flatten();
        let mut explained = explained.filter_map(|(_, means)| Channel::of(means));
        let sole = explained.next().filter(|first| explained.all(|other| other == *first));
        let named = || named::channel(self.table, &self.source.name);
        let Some(channel) = sole.or_else(named) else { return };
        let mut words = WordColumn::default();
        (0..file.frame.len()).for_each(|_| words.push(Some(channel.word())));
        file.frame.words.insert(canonical_name("channel"), words);
    }

    /// Puts the canonical words of a field beside the file's own; words that mean nothing known are
    /// listed, unless the column serves another field, too, for which they mean something: a call
    /// type may tell the direction of some calls and the end of others.
    fn translate(&self, field: &str, positions: &[usize], words: &WordColumn, file: &mut FileRows) {
        let Some(meaning) = self.meaning(field) else { return };
        let others: Vec<_> = self
            .layout
            .columns
            .iter()
            .filter(|(other, at)| *other != field && at.iter().any(|at| positions.contains(at)))
            .filter_map(|(other, _)| self.meaning(other))
            .collect();
        let counts = words.counts();
        let filled = words.spellings().iter().zip(&counts).filter(|(_, count)| **count > 0);
        let is_worded = words::is_worded(field, filled.map(|(spelling, _)| spelling.as_str()));
        let of_word = |spelling: &String| {
            let is_stray = is_worded && words::is_digits(spelling) && !self.is_own(field, spelling);
            if is_stray { None } else { meaning(spelling) }
        };
        let known: Vec<Option<&str>> = words.spellings().iter().map(of_word).collect();
        let unknown = words.spellings().iter().zip(counts).zip(&known);
        let listed = unknown.filter(|((word, _), known)| {
            known.is_none() && !others.iter().any(|meaning| meaning(word).is_some())
        });
        let listed = listed.map(|(of_word, _)| of_word).filter(|(_, count)| *count > 0);
        self.say_unknown(field, listed.collect(), file);
        if matches!(field, "stage" | "lead-status") {
            mark_contacted(&mut file.frame, words, &known);
        }
        let kept = known.iter().map(|word| word.filter(|word| *word != "ignore"));
        file.frame.words.insert(canonical_name(field), words.translated(kept));
    }

    /// True of a word to which the agreement or the preset gives a meaning.
    fn is_own(&self, field: &str, spelling: &str) -> bool {
        let own = self.source.values.get(field).into_iter().flatten();
        own.map(|(word, _)| fold(word)).any(|word| word == fold(spelling))
    }

    /// Words without a meaning, the commonest one by one: in a column of free text every row has its own.
    fn say_unknown(&self, field: &str, mut listed: Vec<(&String, u64)>, file: &mut FileRows) {
        const MOST: usize = 40;
        let of_field = || vec![("source", self.source.name.clone()), ("field", field.to_owned())];
        if listed.len() > MOST {
            listed.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        }
        for (word, count) in listed.iter().take(MOST) {
            let mut values = of_field();
            values.extend([("word", (*word).clone()), ("n", count.to_string())]);
            file.issues.push(Issue::warning(Code::UnknownWord, values));
        }
        let more = listed.len().saturating_sub(MOST);
        if more > 0 {
            let mut values = of_field();
            values.push(("n", more.to_string()));
            file.issues.push(Issue::warning(Code::UnknownWordsMore, values));
        }
    }

    /// What a word of a field means: by the agreement or the preset, else as a canonical word, else
    /// as in every export. `None`: any word serves.
    fn meaning<'a>(&'a self, field: &'a str) -> Option<impl Fn(&str) -> Option<&'a str>> {
        let canonical = fields::canonical_words(field)?;
        let own: BTreeMap<String, &str> = self
            .source
            .values
            .get(field)
            .into_iter()
            .flatten()
            .map(|(word, to)| (fold(word), to.as_str()))
            .collect();
        Some(move |spelling: &str| {
            let folded = fold(spelling);
            let known = || canonical.iter().find(|word| fold(word) == folded).copied();
            own.get(&folded).copied().or_else(known).or_else(|| words::meaning(field, spelling))
        })
    }

    /// Sets aside the rows of the tables kept by hand that say nothing, with the cell that is the cause.
    fn set_meaningless_aside(&self, file: &mut FileRows) {
        for (row, field, reason) in
            meaningless::meaningless(self.source.table, &file.frame, &self.agreement.zone)
        {
            file.frame.mark(row, Fate::SetAside(reason));
            if file.left_out.len() < MOST_LISTED {
                let positions = self.layout.columns.get(field).map_or(&[][..], Vec::as_slice);
                let value = cells::first_texts(&self.columns(positions))
                    .get(row)
                    .unwrap_or_default()
                    .to_owned();
                let (number, header) =
                    (self.table.rows.get(row).copied().unwrap_or(0), self.header(positions));
                file.left_out.push(self.aside(
                    number,
                    Some(&header).filter(|header| !header.is_empty()).map(String::as_str),
                    value,
                    reason,
                ));
            }
        }
    }

    /// Lists the rows set aside for what they are as a whole: tests, and rows that nothing names.
    fn list_unusable(&self, file: &mut FileRows) {
        let room = MOST_LISTED.saturating_sub(file.left_out.len());
        let frame = &file.frame;
        let named = |row: usize| {
            ["email", "email-filler", "name", "company"]
                .into_iter()
                .find_map(|field| frame.text(field, row))
        };
        let fates = frame.fate.iter().enumerate().filter_map(|(row, fate)| match fate {
            Fate::SetAside(reason @ (Reason::Test | Reason::NoId | Reason::NoKey)) => {
                Some((row, *reason))
            }
            _ => None,
        });
        let listed = fates.take(room).map(|(row, reason)| {
            let number = self.table.rows.get(row).copied().unwrap_or(0);
            self.aside(number, None, named(row).unwrap_or_default().to_owned(), reason)
        });
        let listed: Vec<SetAside> = listed.collect();
        file.left_out.extend(listed);
    }

    pub(super) fn note_bad(
        &self,
        code: Code,
        field: &str,
        positions: &[usize],
        count: u64,
        example: &str,
        file: &mut FileRows,
    ) {
        if count > 0 {
            let values = self.about([
                ("field", field.to_owned()),
                ("column", self.header(positions)),
                ("n", count.to_string()),
                ("value", example.to_owned()),
            ]);
            file.issues.push(Issue::warning(code, values));
        }
    }

    /// Excel errors and formulas without a result: missing values, and said.
    fn note_failed(
        &self,
        field: &str,
        positions: &[usize],
        columns: &[&RawColumn],
        file: &mut FileRows,
    ) {
        let failed = cells::failed(columns);
        self.note_bad(Code::ErrorCells, field, positions, failed.errors, &failed.example, file);
        self.note_bad(Code::UncachedFormulas, field, positions, failed.uncached, "", file);
    }
}

/// How the Data sheet tells of a column just read: its style, and how many of its cells are filled.
fn noted<C>(style: &str, filled: u64, _replaced: Option<C>) -> (String, u64) {
    (style.to_owned(), filled)
}

fn filled_texts(texts: &TextColumn) -> u64 {
    texts.iter().flatten().count() as u64
}

/// Marks the rows whose word, of whatever field, says that sales were in touch with the lead.
fn mark_contacted(frame: &mut Frame, words: &WordColumn, known: &[Option<&str>]) {
    let says = |code: &u32| {
        let at = (*code as usize).checked_sub(1)?;
        known.get(at).copied().flatten().filter(|word| *word == fields::CONTACTED)
    };
    if !words.codes().iter().any(|code| says(code).is_some()) {
        return;
    }
    let own = frame.numbers.remove(fields::CONTACTED).unwrap_or_default();
    let before = |row: usize| own.get(row).copied().flatten();
    let marks = words.codes().iter().enumerate();
    let marks = marks.map(|(row, code)| says(code).map(|_| 1.0).or_else(|| before(row))).collect();
    frame.numbers.insert(fields::CONTACTED.to_owned(), marks);
}
