//! What is wrong with the agreement file: where, what was found, what is allowed; told through text keys.

use super::place::Place;

/// What `allowed` holds where the words are those of a file that cannot be read, `issue.<code>`.
pub const OF_FILE: &str = "!issue";

/// Kinds that are written otherwise in a cell than in TOML: `config.in-cell-kind` tells how.
pub const IN_CELL: [&str; 44] = [
    "address",
    "chain-order",
    "colour",
    "column",
    "column-date",
    "count",
    "date",
    "days",
    "days-working",
    "duration",
    "duration-elapsed",
    "globs",
    "holidays",
    "host",
    "hours",
    "hours-overnight",
    "leads-per-sale",
    "link",
    "needs-lead-values",
    "needs-require",
    "number-or-plan",
    "one-clock",
    "one-scope",
    "overlap",
    "path",
    "period",
    "plan-needs-leads-per-sale",
    "plan-needs-revenue",
    "plan-needs-sales",
    "rate",
    "ratio",
    "re-entry",
    "require",
    "same-metric",
    "share",
    "size",
    "stage",
    "table",
    "tables",
    "target",
    "text",
    "time-of-day",
    "tries",
    "variable",
];

/// One problem of the file. It holds values only; the words are in the catalogue under `config.<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1; 0 when the file as a whole is meant.
    pub line: u32,
    /// Key path, `commitment "first-attempt-hot".within`.
    pub path: String,
    /// Kebab-case code, the key of its sentence.
    pub code: &'static str,
    /// What stands there, as written; empty when nothing does.
    pub found: String,
    /// What may stand there: the words themselves, or `@name` for the text `config.kind-name`; empty when nothing may.
    pub allowed: String,
    /// The nearest word that would be right.
    pub hint: Option<String>,
    /// Its cell, where the agreement is a workbook.
    pub cell: Option<Place>,
    /// The file, where it is a base that the agreement extends, as it is named there; else empty.
    pub file: String,
}

impl Problem {
    /// A problem of a whole file or sheet.
    pub fn whole(path: &str, code: &'static str) -> Self {
        Self::at(0, path, code, ("", ""))
    }

    /// A problem of a line and key path: what stands there, and what may.
    pub fn at(line: u32, path: &str, code: &'static str, (found, allowed): (&str, &str)) -> Self {
        let [path, found, allowed] = [path, found, allowed].map(str::to_owned);
        Self { line, path, code, found, allowed, hint: None, cell: None, file: String::new() }
    }
}

/// The words of a key with named values: the catalogue of the reader's language.
pub type Words<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// The problem in words: a sentence, the guess if there is one, and a line with what is allowed.
pub fn tell(problem: &Problem, words: &Words<'_>) -> String {
    if problem.allowed == OF_FILE {
        let values =
            [("source", ""), ("file", problem.path.as_str()), ("found", problem.found.as_str())];
        return words(&format!("issue.{}", problem.code), &values)
            .trim_start_matches(": ")
            .to_owned();
    }
    let line = problem.line.to_string();
    let cell = problem.cell.as_ref().map(ToString::to_string).unwrap_or_default();
    let values = [
        ("line", line.as_str()),
        ("cell", cell.as_str()),
        ("path", problem.path.as_str()),
        ("found", problem.found.as_str()),
    ];
    let place = match (&problem.cell, problem.line) {
        (Some(_), _) => "place-cell",
        (None, 0) => "place-file",
        (None, _) => "place-line",
    };
    let mut told = match &*problem.file {
        "" => String::new(),
        file => words("config.place-base", &[("file", file)]),
    };
    told.push_str(&words(&format!("config.{place}"), &values));
    told.push_str(&words(&format!("config.{}", problem.code), &values));
    if let Some(hint) = &problem.hint {
        told.push(' ');
        told.push_str(&words("config.did-you-mean", &[("hint", hint)]));
    }
    if !problem.allowed.is_empty() {
        let allowed = problem.allowed.strip_prefix('@').map_or_else(
            || problem.allowed.clone(),
            |kind| {
                let is_in_cell = problem.cell.is_some() && IN_CELL.contains(&kind);
                let form = if is_in_cell { "in-cell" } else { "kind" };
                // An address that leads to records has their place in braces.
                words(&format!("config.{form}-{kind}"), &[("id", "{id}")])
            },
        );
        told.push_str("\n  ");
        told.push_str(&words("config.allowed", &[("allowed", &allowed)]));
    }
    told
}

/// The option nearest to a word, when it is near enough to be meant.
pub fn nearest<'a>(word: &str, options: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let alike = |option: &str| strsim::jaro_winkler(&word.to_lowercase(), &option.to_lowercase());
    // A zone is often written without its region: `Sao_Paulo`.
    let near = |option: &str| {
        alike(option).max(option.rsplit_once('/').map_or(0.0, |(_, place)| alike(place)))
    };
    let best = options
        .into_iter()
        .map(|option| (near(option), option))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.8).then(|| best.1.to_owned())
}
