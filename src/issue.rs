//! Trouble in the data: a code, a place and values. No sentence: `texts` has those, under `issue.<code>`.

/// One finding about the data or the run, to be said in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// Kebab-case code, the key of its sentence.
    pub code: &'static str,
    /// Values of the sentence's placeholders.
    pub values: Vec<(&'static str, String)>,
    /// True when something could not be used (exit 6), false for a warning.
    pub serious: bool,
}

impl Issue {
    /// A warning.
    pub fn warning(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        Self { code, values, serious: false }
    }

    /// True for the warnings of what keeps promises from being judged though every file could be read: rows that find no lead, attempts dated
    /// before the hand-off, sheets that nobody read.
    pub fn hides_numbers(&self) -> bool {
        matches!(
            self.code,
            "unjoined-activities"
                | "unjoined-deals"
                | "before-handoff"
                | "no-handoffs"
                | "sheets-alike"
        )
    }

    /// True for what takes rows of a file out of use, so that it is said beside the refusal of a source that lost too many.
    pub fn tells_of_lost_rows(&self) -> bool {
        matches!(self.code, "rows-in-one-cell" | "long-id") || self.code.starts_with("key-")
    }

    /// A source or row set that could not be used.
    pub fn serious(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        Self { code, values, serious: true }
    }

    /// How much harm it does unread, 0 the most: what could not be used, what makes the numbers old or incomplete, what may have been
    /// understood wrongly, what is left out of some number, and what only asks for a word more.
    pub fn harm(&self) -> u8 {
        match self.code {
            _ if self.serious => 0,
            "unproven"
            | "stale"
            | "clock-behind"
            | "judged-without"
            | "unmeasured"
            | "vanished"
            | "column-gone"
            | "column-renamed"
            | "newer-file"
            | "rows-fallen"
            | "dates-turned"
            | "undecided"
            | "orphans-without-leads" => 1,
            _ if self.hides_numbers() => 1,
            "preset-renamed"
            | "preset-lacks"
            | "encoding-changed"
            | "orphans-many"
            | "leads-without-key"
            | "leads-without-deal"
            | "orphan-deals-many"
            | "undated-wins"
            | "untold-outcomes"
            | "period-uncovered"
            | "ambiguous-dates"
            | "numbers-by-agreement"
            | "long-id"
            | "id-filler"
            | "rows-in-one-cell"
            | "id-of-many"
            | "id-running"
            | "restated"
            | "future-rows"
            | "sheet-lacks"
            | "merged-amounts" => 2,
            "files-left" | "later-rows" | "file-locked" | "several-sheets" | "stand-in"
            | "accepted-by-stages" | "sales-undelivered" => 4,
            code if code.starts_with("unknown-") || code.starts_with("exempt-") => 4,
            _ => 3,
        }
    }
}
