//! What keeps a file from being read: a code and a value, no sentence.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::issue::Code;

/// What another program may still set right, since the file may only be on its way.
const PASSING: [Trouble; 8] = [
    Trouble::Empty,
    Trouble::Truncated,
    Trouble::Changing,
    Trouble::Hole,
    Trouble::RowCut,
    Trouble::Unended,
    Trouble::Torn,
    Trouble::UnbalancedQuote,
];

/// True when a file that is refused with this code may be whole in a moment.
pub fn may_pass(code: Code) -> bool {
    PASSING.iter().any(|trouble| trouble.code() == code)
}

/// Why a file gives no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No file matches the globs.
    NoMatch,
    /// No file matches the name, and one of the folder is almost called so (`found`: its name).
    Misspelt,
    /// There is no such file (`found`: the folder looked into).
    NotThere,
    /// The mark that a spreadsheet leaves beside a workbook while it is open (`found`: the workbook).
    LockMark,
    /// Only lock files and unfinished downloads match (`found`: their names).
    Unfinished,
    /// Only what acordo wrote matches, or the agreement itself (`found`: their names).
    OnlyOwn,
    /// A glob that cannot be understood (`found`: the glob).
    BadGlob,
    /// The system refuses it (`found`: its words).
    Unreadable(ErrorKind),
    /// Zero bytes.
    Empty,
    /// A header and nothing below it, or not even that.
    NoData,
    /// The end is missing: half downloaded, half synced.
    Truncated,
    /// Protected by a password.
    Encrypted,
    /// Something else than a table (`found`: its true kind, such as `pdf`).
    NotATable,
    /// Beyond a limit (`found`: what has it).
    Beyond(Limit),
    /// Its own parts contradict each other (`found`: the parser's words).
    Corrupt,
    /// The named sheet is not there (`found`: those that are).
    SheetMissing,
    /// The header row is not there (`found`: its number, or empty).
    HeaderMissing,
    /// A quote never closed (`found`: the line it opens on).
    UnbalancedQuote,
    /// Bytes that the encoding does not have, or an unknown label (`found`: the label).
    BadEncoding,
    /// Written to while it was read.
    Changing,
    /// A stretch of zero bytes in a text, where a sync or a download has written nothing yet (`found`: the line).
    Hole,
    /// The last row ends before its last field or inside a quote, and no line end follows (`found`: its line).
    RowCut,
    /// No line end closes the last row, and until now one always did (`found`: nothing).
    Unended,
    /// Packed parts that are not those which their checksums or their directory speak of (`found`: the parser's words).
    Torn,
}

impl Trouble {
    /// The code of the summary document and of the texts.
    pub fn code(self) -> Code {
        match self {
            Self::NoMatch => Code::FileMissing,
            Self::Misspelt => Code::FileMisspelt,
            Self::NotThere => Code::FileNotThere,
            Self::LockMark => Code::FileLockMark,
            Self::Unfinished => Code::FileUnfinished,
            Self::OnlyOwn => Code::FileOnlyOwn,
            Self::BadGlob => Code::GlobBad,
            Self::Unreadable(_) => Code::FileUnreadable,
            Self::Empty => Code::FileEmpty,
            Self::NoData => Code::FileNoData,
            Self::Truncated => Code::FileTruncated,
            Self::Encrypted => Code::FileEncrypted,
            Self::NotATable => Code::FileNotATable,
            Self::Beyond(limit) => limit.code(),
            Self::Corrupt => Code::FileCorrupt,
            Self::SheetMissing => Code::SheetMissing,
            Self::HeaderMissing => Code::HeaderMissing,
            Self::UnbalancedQuote => Code::QuoteUnbalanced,
            Self::BadEncoding => Code::EncodingBad,
            Self::Changing => Code::FileChanging,
            Self::Hole => Code::FileHole,
            Self::RowCut => Code::RowCut,
            Self::Unended => Code::FileUnended,
            Self::Torn => Code::FileTorn,
        }
    }
}

/// What a file may not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes, packed or unpacked (`found`: how many, or the part).
    Size,
    /// How much smaller than its content a packed part is (`found`: its name).
    Ratio,
    /// Parts of a workbook (`found`: how many).
    Parts,
    /// Rows and cells (`found`: how many, or the place).
    Cells,
    /// Columns (`found`: how many).
    Columns,
    /// Fields of one row (`found`: its line).
    Fields,
    /// Bytes of one row (`found`: its line).
    Row,
    /// Bytes of one cell (`found`: its place).
    Cell,
    /// Tables within one another.
    Nesting,
    /// Time to read it (`found`: how long).
    Time,
    /// Memory to read it (`found`: how much).
    Memory,
}

impl Limit {
    /// Every limit.
    pub(super) const ALL: [Self; 11] = [
        Self::Size,
        Self::Ratio,
        Self::Parts,
        Self::Cells,
        Self::Columns,
        Self::Fields,
        Self::Row,
        Self::Cell,
        Self::Nesting,
        Self::Time,
        Self::Memory,
    ];

    fn code(self) -> Code {
        match self {
            Self::Size => Code::FileTooLarge,
            Self::Ratio => Code::FileOverPacked,
            Self::Parts => Code::FileTooManyParts,
            Self::Cells => Code::FileTooManyCells,
            Self::Columns => Code::FileTooWide,
            Self::Fields => Code::RowTooWide,
            Self::Row => Code::RowTooLong,
            Self::Cell => Code::CellTooLong,
            Self::Nesting => Code::FileTooNested,
            Self::Time => Code::FileTooSlow,
            Self::Memory => Code::FileTooHeavy,
        }
    }
}

/// A file that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeError {
    /// The file, or the first glob when none matched.
    pub path: PathBuf,
    /// What is wrong.
    pub trouble: Trouble,
    /// The detail, a value: a kind, a number, names; may be empty.
    pub found: String,
}

impl IntakeError {
    /// A file without a table.
    pub fn no_data(path: &Path) -> Self {
        Fault::from(Trouble::NoData).at(path)
    }
}

/// A number of bytes as people say it.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes >> 20)
}

/// Trouble before it is known which file it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) trouble: Trouble,
    pub(super) found: String,
}

impl Fault {
    pub(super) fn new(trouble: Trouble, found: impl Display) -> Self {
        Self { trouble, found: found.to_string() }
    }

    pub(super) fn at(self, path: &Path) -> IntakeError {
        IntakeError { path: path.to_path_buf(), trouble: self.trouble, found: self.found }
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Self { trouble, found: String::new() }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::new(Trouble::Unreadable(error.kind()), error)
    }
}
