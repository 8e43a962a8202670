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

    /// A source or row set that could not be used.
    pub fn serious(code: &'static str, values: Vec<(&'static str, String)>) -> Self {
        Self { code, values, serious: true }
    }
}
