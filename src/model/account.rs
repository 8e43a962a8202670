//! The account of what was read: each source with its files, columns and rows, and how far it reaches.

use super::moment::{Horizon, Instant};
use std::collections::BTreeMap;

use super::words::{Table, words};

/// Where a source's cut-off stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// The source's table.
    pub table: Table,
    /// The source.
    pub source: String,
    /// The newest file.
    pub file: String,
    /// Nothing after this instant is known; `None`: history no longer exported.
    pub at: Option<Horizon>,
    /// First day the source knows of, as the agreement says (`covers-from`).
    pub covers_from: Option<Instant>,
    /// The day of its first row: before it, and before `covers_from`, no file shows anything.
    pub begins: Option<Instant>,
}

/// What became of one file's rows: `rows = used + merged + superseded + Σ set_aside`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileAccount {
    /// Path as given, and behind it the sheet where several of the file are read.
    pub path: String,
    /// Path as given.
    pub file: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Modification time.
    pub modified: Instant,
    /// Oldest instant of a mapped date column.
    pub oldest_row: Option<Instant>,
    /// Newest instant of a mapped date column up to now.
    pub newest_row: Option<Instant>,
    /// `csv`, `xlsx` …
    pub format: String,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Delimiter of a text file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Sheets that have the header of this one and that nothing reads: what they hold, nobody saw.
    pub unread_sheets: Vec<String>,
    /// Header row in the file.
    pub header_row: u32,
    /// How each mapped column was understood.
    pub columns: Vec<ColumnAccount>,
    /// Headers of columns that nothing reads.
    pub unread: Vec<String>,
    /// Tries a row has columns for, in a wide sheet: no lead of it can show more. `None` where each try has a row of its own.
    pub try_columns: Option<u32>,
    /// Of these the ones that rows which are neither won nor lost by their word fill, where a date of an end is missing: they are none.
    pub filled_while_open: Vec<String>,
    /// Fields that other sheets of the file, or other files of the source, have a column of and this one has none.
    pub lacking: Vec<String>,
    /// Rows of the file, blank lines apart.
    pub rows: u64,
    /// Rows that became or fed a canonical row.
    pub used: u64,
    /// Rows merged into another row's episode or deal.
    pub merged: u64,
    /// Rows a newer file replaces.
    pub superseded: u64,
    /// Used rows with something dated after the cut-off.
    pub future: u64,
    /// Used rows of work that is planned for after the cut-off.
    pub planned: u64,
    /// Used rows of nobody known.
    pub orphans: u64,
    /// Rows not used, by reason code.
    pub set_aside: BTreeMap<Reason, u64>,
}

impl FileAccount {
    /// Rows that count: neither set aside nor replaced by a newer file.
    pub fn live(&self) -> u64 {
        self.used + self.merged
    }
}

/// How one column was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnAccount {
    /// Canonical field.
    pub field: String,
    /// Header in the file.
    pub header: String,
    /// Style decided: `text`, `dmy hh:mm:ss`, `excel date`, `1.234,56` …
    pub style: String,
    /// Cells filled.
    pub filled: u64,
}

/// A row set aside, as the Data sheet lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Source.
    pub source: String,
    /// File name.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row in the file.
    pub row: u32,
    /// Column header, where one column is the cause.
    pub column: Option<String>,
    /// The value found.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

words! {
    /// Why a row could not be used, or is listed for a reader to look at; in the order of the words.
    Reason {
        /// That date cannot be read.
        BadDate = "bad-date",
        /// It ends before it begins.
        EndsBeforeStart = "ends-before-start",
        /// It is dated after the run's time.
        Future = "future",
        /// The head of a group of rows.
        GroupRow = "group-row",
        /// The header once more.
        HeaderRow = "header-row",
        /// Its key stands for none.
        KeyFiller = "key-filler",
        /// A spreadsheet has rounded its key.
        KeyLostDigits = "key-lost-digits",
        /// The cell of its key holds something else.
        KeyNone = "key-none",
        /// More people carry its key than one person can be.
        KeyOfMany = "key-of-many",
        /// Its key is not whole.
        KeyPartial = "key-partial",
        /// More fields than the header.
        LongRow = "long-row",
        /// It was merged into another row of the same person.
        Merged = "merged",
        /// It is an exemption of nobody.
        NamesNobody = "names-nobody",
        /// It has no date, which it cannot do without.
        NoDate = "no-date",
        /// Its id is missing in a file that has ids.
        NoId = "no-id",
        /// Nothing in it names anybody.
        NoKey = "no-key",
        /// Nothing that tells of tries names its lead.
        NoKeyOfTries = "no-key-of-tries",
        /// It has no number, or one below zero.
        NoNumber = "no-number",
        /// It has no text.
        NoText = "no-text",
        /// That date has no year.
        NoYear = "no-year",
        /// It found no lead.
        OfNobody = "of-nobody",
        /// A whole row stands in one cell.
        OneCell = "one-cell",
        /// Two names have one phone.
        OnePhoneTwoNames = "one-phone-two-names",
        /// A row of another table.
        OtherTable = "other-table",
        /// Its lead's dates are out of order.
        OutOfOrder = "out-of-order",
        /// It is work that somebody means to do.
        Planned = "planned",
        /// It tells of a sale otherwise than another row of the same sale.
        SaleInSeveralRows = "sale-in-several-rows",
        /// Fewer fields than the header.
        ShortRow = "short-row",
        /// It is somebody's test.
        Test = "test",
        /// A total, footer or note row.
        TotalRow = "total-row",
        /// A date of it cannot be read, and the row is used without.
        UnreadDate = "unread-date",
        /// It is not ticked as done, in a column that only has ticks.
        Unticked = "unticked",
        /// An attempt of which nobody wrote what came of it.
        UntoldOutcome = "untold-outcome",
    }
}

impl Reason {
    /// True of a row that holds nothing which a row of the table would.
    pub fn is_no_loss(self) -> bool {
        matches!(self, Self::TotalRow | Self::HeaderRow | Self::GroupRow | Self::OtherTable)
    }
}

/// One source's files.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceAccount {
    /// Source.
    pub source: String,
    /// Table.
    pub table: Table,
    /// Its cut-off.
    pub cut_off: Option<Horizon>,
    /// Its files.
    pub files: Vec<FileAccount>,
}

impl SourceAccount {
    /// Some workbook has sheets of the same columns that nothing reads.
    pub fn has_unread_sheets(&self) -> bool {
        self.files.iter().any(|file| !file.unread_sheets.is_empty())
    }
}
