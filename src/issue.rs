//! Trouble in the data: a code, a place and values. No sentence: `texts` has those, under `issue.<code>`.

use crate::model::words::words;

words! {
    /// What is wrong, in the order of the words: each has a sentence in every language.
    Code {
        AcceptedByStages = "accepted-by-stages", AmbiguousDates = "ambiguous-dates",
        AmbiguousNumbers = "ambiguous-numbers", BadDates = "bad-dates",
        BadDurations = "bad-durations", BadNumbers = "bad-numbers", BadTimes = "bad-times",
        BeforeHandoff = "before-handoff", CellTooLong = "cell-too-long",
        ClockBehind = "clock-behind", ClosedOpen = "closed-open", ColumnDoubled = "column-doubled",
        ColumnGone = "column-gone", ColumnMissing = "column-missing",
        ColumnRenamed = "column-renamed", DatesContradictory = "dates-contradictory",
        DatesHalfConverted = "dates-half-converted", DatesNoYear = "dates-no-year",
        DatesTurned = "dates-turned", DatesUnreadable = "dates-unreadable", DatesUntimed = "dates-untimed",
        DatesUntimedBeside = "dates-untimed-beside",
        DoneTasks = "done-tasks", DoubledText = "doubled-text", EncodingBad = "encoding-bad",
        EncodingChanged = "encoding-changed", ErrorCells = "error-cells",
        ExemptCommitmentsUnknown = "exempt-commitments-unknown",
        ExemptLeadsUnknown = "exempt-leads-unknown", ExemptOwnersUnknown = "exempt-owners-unknown",
        FetchFailed = "fetch-failed", FileChanging = "file-changing", FileCorrupt = "file-corrupt", FileEmpty = "file-empty",
        FileEncrypted = "file-encrypted", FileHole = "file-hole", FileLockMark = "file-lock-mark",
        FileLocked = "file-locked", FileMissing = "file-missing", FileMisspelt = "file-misspelt",
        FileNoData = "file-no-data", FileNotATable = "file-not-a-table",
        FileNotThere = "file-not-there", FileOnlyOwn = "file-only-own", FileOverPacked = "file-over-packed", FileOwn = "file-own",
        FileTooHeavy = "file-too-heavy", FileTooLarge = "file-too-large",
        FileTooManyCells = "file-too-many-cells", FileTooManyParts = "file-too-many-parts",
        FileTooNested = "file-too-nested", FileTooSlow = "file-too-slow",
        FileTooWide = "file-too-wide", FileTorn = "file-torn", FileTruncated = "file-truncated",
        FileUnended = "file-unended", FileUnfinished = "file-unfinished",
        FileUnreadable = "file-unreadable", FilesLeft = "files-left", Forgotten = "forgotten",
        FutureRows = "future-rows", GlobBad = "glob-bad", GroupsMany = "groups-many",
        HandoffUnused = "handoff-unused",
        HeaderMissing = "header-missing", HeaderTwice = "header-twice", HiddenRows = "hidden-rows",
        IdFiller = "id-filler", IdOfMany = "id-of-many", IdRunning = "id-running",
        JudgedWithout = "judged-without", KeyFiller = "key-filler",
        KeyLostDigits = "key-lost-digits", KeyMissing = "key-missing", KeyNone = "key-none", KeyOfMany = "key-of-many",
        KeyPartial = "key-partial", LastCellBare = "last-cell-bare",
        LastCellEmpty = "last-cell-empty", LaterRows = "later-rows",
        LeadsWithoutColumn = "leads-without-column",
        LeadsWithoutDeal = "leads-without-deal", LeadsWithoutKey = "leads-without-key",
        LineEndLost = "line-end-lost", LongId = "long-id", LostLetters = "lost-letters",
        MergedAmounts = "merged-amounts", MixedEncodings = "mixed-encodings",
        NewerFile = "newer-file", NoHandoffs = "no-handoffs", NoLeadValue = "no-lead-value",
        NoSaleValue = "no-sale-value", NumbersByAgreement = "numbers-by-agreement",
        OfSeveralDeals = "of-several-deals",
        OldDates = "old-dates", OneColumn = "one-column", OnePhoneTwoNames = "one-phone-two-names",
        OpenedAtHandoff = "opened-at-handoff", OrphanDeals = "orphan-deals",
        OrphanDealsMany = "orphan-deals-many", Orphans = "orphans", OrphansMany = "orphans-many",
        OrphansWithoutLeads = "orphans-without-leads", OtherCurrency = "other-currency",
        OtherTables = "other-tables", OutOfOrder = "out-of-order", OwnersAlike = "owners-alike",
        PeriodUncovered = "period-uncovered", PresetDoubled = "preset-doubled", PresetLacks = "preset-lacks",
        PresetRenamed = "preset-renamed", QuoteUnbalanced = "quote-unbalanced",
        RecurringValue = "recurring-value", RefusedByReason = "refused-by-reason",
        RelativeDates = "relative-dates", RequiredUnfed = "required-unfed", Restated = "restated",
        RowCut = "row-cut", RowTooLong = "row-too-long", RowTooWide = "row-too-wide",
        RowsFallen = "rows-fallen", RowsInOneCell = "rows-in-one-cell",
        SalesInSeveralRows = "sales-in-several-rows", SalesUndelivered = "sales-undelivered",
        SeveralSheets = "several-sheets", SheetLacks = "sheet-lacks",
        SheetMissing = "sheet-missing", SheetUnread = "sheet-unread", SheetsAlike = "sheets-alike", SheetsHidden = "sheets-hidden",
        SourceRefused = "source-refused", Stale = "stale", StandIn = "stand-in",
        ThroughDeals = "through-deals",
        TrafficUnmatched = "traffic-unmatched", TriesUndated = "tries-undated",
        UncachedFormulas = "uncached-formulas", UnclearCurrency = "unclear-currency",
        UndatedWins = "undated-wins", Undecided = "undecided",
        UnjoinedActivities = "unjoined-activities", UnjoinedDeals = "unjoined-deals",
        UnknownReason = "unknown-reason", UnknownRejectionReason = "unknown-rejection-reason",
        UnknownWord = "unknown-word", UnknownWordsMore = "unknown-words-more",
        Unmeasured = "unmeasured", Unproven = "unproven", Unshown = "unshown", Unticked = "unticked",
        UntoldOutcomes = "untold-outcomes", Vanished = "vanished", WideRows = "wide-rows",
        WonAndLost = "won-and-lost", WonButDealsLost = "won-but-deals-lost",
    }
}

impl Code {
    /// The key of its sentence.
    pub fn key(self) -> String {
        format!("issue.{}", self.word())
    }
}

/// One finding about the data or the run, to be said in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// What is wrong.
    pub code: Code,
    /// Values of the sentence's placeholders.
    pub values: Vec<(&'static str, String)>,
    /// True when something could not be used (exit 6), false for a warning.
    pub serious: bool,
}

impl Issue {
    /// A warning.
    pub fn warning(code: Code, values: Vec<(&'static str, String)>) -> Self {
        Self { code, values, serious: false }
    }

    /// A warning of so many; nothing of none.
    pub fn of(code: Code, n: usize) -> Option<Self> {
        (n > 0).then(|| Self::warning(code, vec![("n", n.to_string())]))
    }

    /// True for the warnings of what keeps promises from being judged though every file could be read: rows that find no lead, attempts dated
    /// before the hand-off, sheets that nobody read.
    pub fn hides_numbers(&self) -> bool {
        matches!(
            self.code,
            Code::UnjoinedActivities
                | Code::UnjoinedDeals
                | Code::BeforeHandoff
                | Code::NoHandoffs
                | Code::SheetsAlike
                | Code::SheetsHidden
        )
    }

    /// True for what takes rows of a file out of use, so that it is said beside the refusal of a source that lost too many.
    pub fn tells_of_lost_rows(&self) -> bool {
        matches!(
            self.code,
            Code::RowsInOneCell
                | Code::LongId
                | Code::KeyFiller
                | Code::KeyLostDigits
                | Code::KeyNone
                | Code::KeyOfMany
                | Code::KeyPartial
        )
    }

    /// A source or row set that could not be used.
    pub fn serious(code: Code, values: Vec<(&'static str, String)>) -> Self {
        Self { code, values, serious: true }
    }

    /// How much harm it does unread, 0 the most: what could not be used, what makes the numbers old or incomplete, what may have been
    /// understood wrongly, what is left out of some number, and what only asks for a word more.
    pub fn harm(&self) -> u8 {
        match self.code {
            _ if self.serious => 0,
            Code::Unproven
            | Code::Unshown
            | Code::Stale
            | Code::ClockBehind
            | Code::JudgedWithout
            | Code::Unmeasured
            | Code::Vanished
            | Code::ColumnGone
            | Code::ColumnRenamed
            | Code::NewerFile
            | Code::RowsFallen
            | Code::DatesTurned
            | Code::Undecided
            | Code::OrphansWithoutLeads => 1,
            _ if self.hides_numbers() => 1,
            Code::PresetRenamed
            | Code::PresetLacks
            | Code::EncodingChanged
            | Code::OrphansMany
            | Code::LeadsWithoutKey
            | Code::LeadsWithoutDeal
            | Code::LeadsWithoutColumn
            | Code::OrphanDealsMany
            | Code::UndatedWins
            | Code::UntoldOutcomes
            | Code::PeriodUncovered
            | Code::AmbiguousDates
            | Code::NumbersByAgreement
            | Code::LongId
            | Code::IdFiller
            | Code::RowsInOneCell
            | Code::IdOfMany
            | Code::IdRunning
            | Code::Restated
            | Code::FutureRows
            | Code::SheetLacks
            | Code::MergedAmounts => 2,
            Code::FilesLeft
            | Code::LaterRows
            | Code::FileLocked
            | Code::FileOwn
            | Code::SeveralSheets
            | Code::StandIn
            | Code::AcceptedByStages
            | Code::SalesUndelivered
            | Code::ThroughDeals
            | Code::UnknownReason
            | Code::UnknownRejectionReason
            | Code::UnknownWord
            | Code::UnknownWordsMore
            | Code::ExemptCommitmentsUnknown
            | Code::ExemptLeadsUnknown
            | Code::ExemptOwnersUnknown => 4,
            _ => 3,
        }
    }
}
