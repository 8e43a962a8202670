//! What differs in the exports from last time: columns that are gone or renamed, newer files beside the ones named, fewer rows, other readings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config::{HeaderWords, recognise};
use crate::intake;
use crate::issue::{Code, Issue};
use crate::ledger::inputs::{ColumnRecord, InputsBefore, ReadBefore, mark};
use crate::model::account::{FileAccount, SourceAccount};
use crate::model::agreement::{Column, Source};
use crate::model::dataset::Dataset;
use crate::model::fold::{fold, fold_words};
use crate::model::moment::Instant;
use crate::model::words::Table;
use crate::texts::format;
use crate::texts::story::file_name;

use super::open::Opened;

/// How long a column that is gone is remembered, in seconds: 90 days, after which it is no news.
pub const REMEMBERED: i64 = 90 * 86_400;

/// Rows that a source must have had, and the share of them below which their number has fallen.
const FEW_ROWS: u64 = 20;
const FALLEN: f64 = 0.7;

/// From where on a header looks like the one sought.
const ALIKE: f64 = 0.6;
const SURELY_ALIKE: f64 = 0.9;
const SLIP: f64 = 0.8;

/// Words of headers that say nothing of what stands below.
const EMPTY_WORDS: [&str; 16] = [
    "de", "do", "da", "em", "o", "a", "of", "the", "at", "on", "in", "data", "date", "hora",
    "time", "field",
];

/// Fields by which rows of different sources find each other.
const KEYS: [&str; 5] = ["email", "phone", "person", "lead", "deal"];

/// Fields of a preset whose loss changes numbers or the people they speak of.
const IMPORTANT: [&str; 23] = [
    "owner",
    "email",
    "phone",
    "stage",
    "status",
    "value",
    "source",
    "created",
    "mql",
    "delivered",
    "accepted",
    "sql",
    "opportunity",
    "won",
    "rejected",
    "lost",
    "recycled",
    "first-contact",
    "rejection-reason",
    "lost-reason",
    "channel",
    "direction",
    "outcome",
];

/// Warnings about files that differ from the last run without a word: columns gone or renamed, rows
/// fallen, another encoding or order of dates, newer files that nobody reads.
pub fn issues(opened: &Opened, data: &Dataset, before: &InputsBefore) -> Vec<Issue> {
    let used: BTreeSet<PathBuf> = data
        .intake
        .iter()
        .flat_map(|account| &account.files)
        .map(|file| PathBuf::from(&file.file))
        .collect();
    let sources = data.intake.iter().zip(&opened.agreement.sources);
    let read = sources.filter(|(account, _)| !account.files.is_empty());
    read.flat_map(|(account, source)| {
        let seen = Seen { opened, data, account, source, before };
        let mut found = seen.columns();
        found.extend(seen.rows());
        found.extend(seen.encoding());
        found.extend(seen.newer(&used));
        found
    })
    .collect()
}

/// A source as it was read now, beside what is remembered of it.
struct Seen<'a> {
    opened: &'a Opened,
    data: &'a Dataset,
    account: &'a SourceAccount,
    source: &'a Source,
    before: &'a InputsBefore,
}

impl Seen<'_> {
    /// The newest file, or the last of its sheets where several are read.
    fn newest(&self) -> Option<&FileAccount> {
        self.account.files.last()
    }

    /// The newest file, by its sheets where several are read.
    fn newest_sheets(&self) -> impl Iterator<Item = &FileAccount> {
        let newest = self.newest();
        let is_own = move |file: &&FileAccount| newest.is_some_and(|own| own.file == file.file);
        self.account.files.iter().filter(is_own)
    }

    /// A warning about this source's newest file; `more` are the values of its sentence besides
    /// source and file.
    fn issue(&self, code: Code, more: Vec<(&'static str, String)>) -> Issue {
        let file = self.newest().map_or("", |file| file_name(&file.file)).to_owned();
        let mut values = vec![("source", self.source.name.clone()), ("file", file)];
        values.extend(more);
        Issue::warning(code, values)
    }

    fn day(&self, at: Instant) -> String {
        format::date(self.opened.texts.language, self.opened.agreement.zone.day_of(at))
    }

    fn remembered(&self) -> impl Iterator<Item = &(ColumnRecord, Instant)> {
        self.before.columns.iter().filter(|(column, _)| column.source == self.source.name)
    }

    /// A header that nothing read while another was still there is no new name of it.
    fn stood_beside(&self, header: &str, last: Instant) -> bool {
        let key = (self.source.name.clone(), mark(header));
        self.before.unread.get(&key).is_some_and(|first| *first <= last)
    }

    /// Headers of all files of the source, read or not.
    fn headers(&self) -> BTreeSet<&str> {
        let files = &self.account.files;
        let fed = files.iter().flat_map(|file| &file.columns).flat_map(|c| c.header.split(" + "));
        fed.chain(files.iter().flat_map(|file| &file.unread).map(String::as_str)).collect()
    }

    /// Columns that fed a field and are gone, then those that a preset looks for and that seem to have another name here.
    fn columns(&self) -> Vec<Issue> {
        let there = self.headers();
        let mut free: Vec<&str> = self.unread();
        let mut found = Vec::new();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for (column, at) in self.remembered().filter(|(column, _)| !self.is_fed(&column.field)) {
            for header in column.header.split(" + ") {
                let is_gone = !there.contains(header) && self.is_wanted(&column.field, header);
                if is_gone && told.insert(header) {
                    let fields = self.fields_of(header);
                    let mut newly = free.clone();
                    newly.retain(|own| !self.stood_beside(own, *at));
                    let nearest = self.take_nearest(&column.field, header, &mut newly);
                    free.retain(|own| nearest.as_deref() != Some(own));
                    found.push(self.gone(&fields, header, *at, nearest));
                }
            }
        }
        let known: BTreeSet<&str> =
            self.remembered().map(|(column, _)| column.field.as_str()).collect();
        let mut lacking = Vec::new();
        for field in IMPORTANT.iter().filter(|field| !known.contains(*field)) {
            let Some(hoped) = self.absent(field) else { continue };
            match self.take_nearest(field, &hoped, &mut free) {
                Some(nearest) => found.push(self.renamed(field, hoped, nearest)),
                None if self.is_missed(field) => lacking.push((hoped, *field)),
                None => {}
            }
        }
        found.extend(self.lacks(&lacking));
        found
    }

    /// A field that is read now, and a date with its time of day where that stands apart.
    fn is_fed(&self, field: &str) -> bool {
        let is_split = matches!(self.source.columns.get(field), Some(Column::DateTime(..)));
        let fed = self.newest_sheets().flat_map(|file| &file.columns);
        let mut own = fed.filter(|column| column.field == field);
        own.any(|column| !is_split || column.header.contains(" + "))
    }

    /// The agreement still looks for a header: one it no longer names is nobody's loss.
    fn is_wanted(&self, field: &str, header: &str) -> bool {
        let column = self.source.columns.get(field);
        column.is_some_and(|column| {
            column.headers().iter().any(|wanted| fold(wanted) == fold(header))
        })
    }

    /// The fields a header fed, in the words of the agreement.
    fn fields_of(&self, header: &str) -> Vec<String> {
        let fed = self
            .remembered()
            .filter(|(column, _)| column.header.split(" + ").any(|own| own == header));
        fed.map(|(column, _)| column.field.clone()).collect()
    }

    /// Headers that nothing reads; those that some field looks for are parts of it, not new names.
    fn unread(&self) -> Vec<&str> {
        let wanted: BTreeSet<&str> =
            self.source.columns.values().flat_map(|column| column.headers()).collect();
        let unread: BTreeSet<&String> =
            self.newest_sheets().flat_map(|file| &file.unread).collect();
        let unread = unread.into_iter().map(String::as_str);
        unread.filter(|header| !wanted.contains(header)).collect()
    }

    /// The free header that looks most like one that is gone, by its own name and by those the field is known by; it is free no more.
    fn take_nearest(&self, field: &str, gone: &str, free: &mut Vec<&str>) -> Option<String> {
        let mut names = recognise::names_of(self.source.table, field);
        names.extend(self.source.columns.get(field).into_iter().flat_map(|column| {
            column.headers().into_iter().map(str::to_owned).collect::<Vec<_>>()
        }));
        names.push(gone.to_owned());
        let words = HeaderWords::shipped();
        let score = |header: &str| {
            let alike = names.iter().filter(|name| !words.says_other(header, name));
            alike.map(|name| likeness(name, header)).fold(0.0, f64::max)
        };
        let candidates = free.iter().enumerate().filter(|(_, header)| self.may_tell(field, header));
        let (at, best) = candidates
            .map(|(at, header)| (at, score(header)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        // The address or phone of somebody else is never the lead's.
        let enough = if matches!(field, "email" | "phone") { SURELY_ALIKE } else { ALIKE };
        (best >= enough).then(|| free.remove(at).to_owned())
    }

    /// A column that open rows fill tells when they may end, and not when they did.
    fn may_tell(&self, field: &str, header: &str) -> bool {
        let is_of_open =
            |file: &FileAccount| file.filled_while_open.iter().any(|own| own == header);
        !matches!(field, "won" | "lost") || !self.newest_sheets().any(is_of_open)
    }

    fn gone(&self, fields: &[String], header: &str, at: Instant, nearest: Option<String>) -> Issue {
        let key = fields.first().cloned().unwrap_or_default();
        let mut values = vec![
            ("column", header.to_owned()),
            ("fields", fields.join(", ")),
            ("date", self.day(at)),
        ];
        let code = if nearest.is_some() { Code::ColumnRenamed } else { Code::ColumnGone };
        if let Some(nearest) = nearest {
            values.push(("written", self.written(&key, header, &nearest)));
            values.push(("nearest", nearest));
        }
        values.push(("field", key));
        self.issue(code, values)
    }

    /// The column that the preset hopes for where nothing feeds one of its fields.
    fn absent(&self, field: &str) -> Option<String> {
        let is_of_preset = self.source.preset_fields.iter().any(|own| own == field);
        let hoped =
            self.source.columns.get(field).filter(|_| is_of_preset && !self.feeds(field))?;
        hoped.headers().first().map(|header| (*header).to_owned())
    }

    fn renamed(&self, field: &str, hoped: String, nearest: String) -> Issue {
        let written = self.written(field, &hoped, &nearest);
        let field = ("field", field.to_owned());
        let values = vec![("column", hoped), field, ("written", written), ("nearest", nearest)];
        self.issue(Code::PresetRenamed, values)
    }

    /// The columns of a preset that are there under no name and that nothing else replaces, in one sentence.
    fn lacks(&self, lacking: &[(String, &str)]) -> Option<Issue> {
        let headers: Vec<String> =
            lacking.iter().map(|(header, _)| format!("“{header}”")).collect();
        let fields: Vec<&str> = lacking.iter().map(|(_, field)| *field).collect();
        let values = vec![
            ("n", lacking.len().to_string()),
            ("column", headers.join(", ")),
            ("field", fields.join(", ")),
        ];
        (!lacking.is_empty()).then(|| self.issue(Code::PresetLacks, values))
    }

    /// What to write for a field whose column has another name: where date and time stand apart, both.
    fn written(&self, field: &str, header: &str, nearest: &str) -> String {
        match self.source.columns.get(field) {
            Some(Column::DateTime(date, time)) => {
                let [date, time] =
                    [date, time].map(|own| if own == header { nearest } else { own.as_str() });
                if self.headers().contains(time) {
                    return format!("{{ date = \"{date}\", time = \"{time}\" }}");
                }
                format!("\"{date}\"")
            }
            _ => format!("\"{nearest}\""),
        }
    }

    /// Some file of the source has the column of a field.
    fn feeds(&self, field: &str) -> bool {
        tells(self.account, field)
    }

    /// Nothing in use tells what a field would: neither another source of its kind, nor what stands for it.
    fn is_missed(&self, field: &str) -> bool {
        let others = || self.data.intake.iter().filter(|own| self.is_like(own.table));
        match field {
            "email" | "phone" => self.is_keyless(),
            // Activities tell of the first contact themselves.
            "first-contact" if self.data.tables.contains(&Table::Activities) => false,
            // A date of each end tells how a deal ended, and a status or a stage where only one date is there.
            "status" => !(self.feeds("stage") || self.feeds("won") && self.feeds("lost")),
            // It parts the numbers and is needed by none; some tools have no such column.
            "source" => false,
            // A preset of one channel knows it without a column.
            "channel" => self.source.values.get("channel").is_some_and(|words| {
                let means: BTreeSet<&String> = words.values().collect();
                means.len() > 1
            }),
            _ => !others().any(|own| tells(own, field)),
        }
    }

    /// What a source of a table would tell, one of another tells, too: leads and deals of each other, activities of none.
    fn is_like(&self, table: Table) -> bool {
        let is_activities = |table: Table| table == Table::Activities;
        is_activities(table) == is_activities(self.source.table)
    }

    /// Its rows carry nothing by which they find those of the other sources, and no other names them.
    fn is_keyless(&self) -> bool {
        let is_other =
            |own: &&SourceAccount| own.source != self.account.source && !own.files.is_empty();
        let mut others = self.data.intake.iter().filter(is_other).peekable();
        let names = if self.source.table == Table::Leads { "lead" } else { "deal" };
        others.peek().is_some()
            && !KEYS.iter().any(|key| self.feeds(key))
            && !others.any(|own| tells(own, names))
    }

    fn read_before(&self) -> Option<&ReadBefore> {
        self.before.sources.get(&self.source.name)
    }

    /// Far fewer rows than in the last report: an export that was cut or filtered.
    fn rows(&self) -> Option<Issue> {
        let before = self.read_before()?;
        let now: u64 = self.account.files.iter().map(|file| file.rows).sum();
        let has_fallen = before.rows >= FEW_ROWS && (now as f64) < FALLEN * before.rows as f64;
        has_fallen.then(|| {
            let was = format::whole(self.opened.texts.language, before.rows);
            let values =
                vec![("n", now.to_string()), ("before", was), ("date", self.day(before.at))];
            self.issue(Code::RowsFallen, values)
        })
    }

    fn encoding(&self) -> Option<Issue> {
        let before = self.read_before().filter(|before| !before.encoding.is_empty())?;
        let now = self.newest()?.encoding.as_ref()?;
        (*now != before.encoding).then(|| {
            let values = vec![
                ("found", now.clone()),
                ("before", before.encoding.clone()),
                ("date", self.day(before.at)),
            ];
            self.issue(Code::EncodingChanged, values)
        })
    }

    /// A newer file beside one that the agreement names in full, with the pattern that would find it next time too.
    fn newer(&self, used: &BTreeSet<PathBuf>) -> Option<Issue> {
        let is_pattern = |glob: &String| glob.replace("[[]", "").contains(['*', '?', '[']);
        if self.source.files.iter().any(is_pattern) {
            return None;
        }
        let own = Path::new(&self.newest()?.file);
        let newer = intake::newer_alike(own, used)?;
        let name = |path: &Path| file_name(&path.to_string_lossy()).to_owned();
        let (own, newer) = (name(own), name(&newer));
        let pattern =
            intake::dated_pattern(&own).unwrap_or_else(|| intake::common_pattern(&own, &newer));
        Some(self.issue(Code::NewerFile, vec![("newer", newer), ("pattern", pattern)]))
    }
}

/// Some file of a source has the column of a field.
fn tells(account: &SourceAccount, field: &str) -> bool {
    account.files.iter().any(|file| file.columns.iter().any(|column| column.field == field))
}

/// How much two headers look alike, 0 to 1: by their letters, or by the words they share, also abbreviated (`resp.` for `Responsável`).
fn likeness(one: &str, other: &str) -> f64 {
    let words = |header: &str| -> Vec<String> {
        let folded = fold_words(header);
        let parts = folded.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
        parts.filter(|word| !word.is_empty() && !EMPTY_WORDS.contains(&word.as_str())).collect()
    };
    let (one, other) = (words(one), words(other));
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let is_same = |a: &String, b: &String| {
        a == b
            || (a.len() >= 4 && b.starts_with(a.as_str()))
            || (b.len() >= 4 && a.starts_with(b.as_str()))
    };
    let shared = one.iter().filter(|a| other.iter().any(|b| is_same(a, b))).count() as f64;
    let by_words = f64::midpoint(shared / one.len() as f64, shared / other.len() as f64);
    let by_letters = strsim::normalized_levenshtein(&one.concat(), &other.concat());
    // Letters alone deceive (`Associated Email`, `Associated Note`): they count for a slip of a few.
    by_words.max(if by_letters >= SLIP { by_letters } else { 0.0 })
}
